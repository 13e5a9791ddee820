//! The stream under async-imap, watched: a peer that falls silent and an answer without end both become errors.
//!
//! async-imap itself waits for ever and buffers up to 512 MiB, taking the room for a literal as soon as it is
//! announced. The watch sits below it, where the bytes come by: so that a large mail on a slow line is not cut
//! while it still moves, and so that an announcement over the limit is refused before any room is taken.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};

use crate::mailbox::MAX_WHOLE;

/// The most bytes one literal of an answer may have.
pub(super) const MAX_LITERAL: u64 = MAX_WHOLE;
/// The most bytes one answer may have outside of its literals. Sane ones have a few hundred; the parser starts
/// over at every read until a line is whole, so a line without end would cost its square.
const MAX_LINE: u64 = 256 * 1024;

/// Plain or in TLS.
#[derive(Debug)]
pub(super) enum Link {
    Plain(TcpStream),
    Tls(Box<tokio_rustls::client::TlsStream<TcpStream>>),
}

/// What the watch found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Trouble {
    #[error("nothing has come for {} s", .0.as_secs_f32())]
    Silent(Duration),
    #[error("it announces {0} bytes in one piece, over the limit of {MAX_LITERAL}")]
    LiteralTooLarge(u64),
    #[error("it sends an answer line of more than {MAX_LINE} bytes")]
    LineTooLong,
}

impl From<Trouble> for io::Error {
    fn from(trouble: Trouble) -> Self {
        let kind = match trouble {
            Trouble::Silent(_) => io::ErrorKind::TimedOut,
            Trouble::LiteralTooLarge(_) | Trouble::LineTooLong => io::ErrorKind::InvalidData,
        };
        io::Error::new(kind, trouble)
    }
}

/// A link with its watch.
#[derive(Debug)]
pub(super) struct Guard {
    link: Link,
    /// How long the peer may be silent while it is waited for; `None` while silence is what is expected (IDLE).
    silence: Option<Duration>,
    last: Instant,
    alarm: Pin<Box<Sleep>>,
    scan: Scan,
}

impl Guard {
    pub(super) fn new(link: Link, silence: Duration) -> Self {
        let last = Instant::now();
        Self {
            link,
            silence: Some(silence),
            last,
            alarm: Box::pin(tokio::time::sleep(silence)),
            scan: Scan::default(),
        }
    }

    /// The link alone, to put TLS on it.
    pub(super) fn into_link(self) -> Link {
        self.link
    }

    /// Starts to count silence from now; `None` stops the count.
    pub(super) fn expect_within(&mut self, silence: Option<Duration>) {
        self.silence = silence;
        self.last = Instant::now();
        if let Some(silence) = silence {
            self.alarm.as_mut().reset(self.last + silence);
        }
    }

    /// Asked when the link is not ready: is it still worth waiting?
    fn poll_alarm(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        let Some(silence) = self.silence else { return Poll::Pending };
        loop {
            ready!(self.alarm.as_mut().poll(cx));
            let due = self.last + silence;
            if Instant::now() >= due {
                return Poll::Ready(Trouble::Silent(silence).into());
            }
            // Bytes have come since the alarm was set: it is moved only now, not at every read.
            self.alarm.as_mut().reset(due);
        }
    }

    fn watched<T>(&mut self, cx: &mut Context<'_>, polled: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        match polled {
            Poll::Pending => self.poll_alarm(cx).map(Err),
            Poll::Ready(done) => {
                self.last = Instant::now();
                Poll::Ready(done)
            }
        }
    }
}

impl AsyncRead for Guard {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        let polled = match &mut this.link {
            Link::Plain(tcp) => Pin::new(tcp).poll_read(cx, buf),
            Link::Tls(tls) => Pin::new(tls).poll_read(cx, buf),
        };
        ready!(this.watched(cx, polled))?;
        this.scan.take(buf.filled().get(before..).unwrap_or_default())?;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Guard {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let polled = match &mut this.link {
            Link::Plain(tcp) => Pin::new(tcp).poll_write(cx, buf),
            Link::Tls(tls) => Pin::new(tls).poll_write(cx, buf),
        };
        this.watched(cx, polled)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let polled = match &mut this.link {
            Link::Plain(tcp) => Pin::new(tcp).poll_flush(cx),
            Link::Tls(tls) => Pin::new(tls).poll_flush(cx),
        };
        this.watched(cx, polled)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let polled = match &mut this.link {
            Link::Plain(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Link::Tls(tls) => Pin::new(tls).poll_shutdown(cx),
        };
        this.watched(cx, polled)
    }
}

/// Follows the answers just far enough to know a literal from a line.
#[derive(Debug, Default)]
struct Scan {
    /// Bytes of the literal that are still to come.
    literal: u64,
    /// Bytes of the present answer outside of its literals.
    line: u64,
    /// The last bytes of the present line, where a literal would be announced.
    tail: Vec<u8>,
}

impl Scan {
    /// As long as `{18446744073709551615}` and its CR LF.
    const TAIL: usize = 24;

    fn take(&mut self, mut bytes: &[u8]) -> Result<(), Trouble> {
        while !bytes.is_empty() {
            if self.literal > 0 {
                let part = usize::try_from(self.literal).unwrap_or(usize::MAX).min(bytes.len());
                bytes = bytes.get(part..).unwrap_or_default();
                self.literal -= part as u64;
                continue;
            }
            let end = bytes.iter().position(|b| *b == b'\n').map_or(bytes.len(), |at| at + 1);
            let (line, rest) = bytes.split_at(end);
            bytes = rest;
            self.line += line.len() as u64;
            if self.line > MAX_LINE {
                return Err(Trouble::LineTooLong);
            }
            self.tail
                .extend_from_slice(line.get(line.len().saturating_sub(Self::TAIL)..).unwrap_or_default());
            let surplus = self.tail.len().saturating_sub(Self::TAIL);
            self.tail.drain(..surplus);
            if line.ends_with(b"\n") {
                match announced(&self.tail) {
                    Some(size) if size > MAX_LITERAL => return Err(Trouble::LiteralTooLarge(size)),
                    Some(size) => self.literal = size,
                    None => self.line = 0,
                }
                self.tail.clear();
            }
        }
        Ok(())
    }
}

/// The size in a line's closing `{size}`, if it closes so; one too large for a u64 counts as the largest.
fn announced(tail: &[u8]) -> Option<u64> {
    let inner = tail.strip_suffix(b"\r\n")?.strip_suffix(b"}")?;
    let at = inner.iter().rposition(|b| *b == b'{')?;
    let digits = std::str::from_utf8(inner.get(at + 1..)?).ok()?;
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn literals_are_told_from_lines_however_the_bytes_are_cut() {
        let body = "{99999999999}\r\n".repeat(3); // inside a literal these are words
        let answers = format!(
            "* 1 FETCH (UID 1 BODY[] {{{}}}\r\n{body} FLAGS ())\r\n* OK {{}}\r\nA1 OK done\r\n",
            body.len()
        );
        for cut in 1..answers.len() {
            let mut scan = Scan::default();
            for piece in answers.as_bytes().chunks(cut) {
                scan.take(piece).unwrap();
            }
            assert_eq!((scan.literal, scan.line), (0, 0), "in pieces of {cut}");
        }
    }

    #[test]
    fn what_is_too_much() {
        let cases = [
            ("* 1 FETCH (BODY[] {67108865}\r\n".to_owned(), Trouble::LiteralTooLarge(67_108_865)),
            ("* 1 FETCH (BODY[] {18446744073709551615}\r\n".to_owned(), Trouble::LiteralTooLarge(u64::MAX)),
            ("* OK ".to_owned() + &"a".repeat(300_000), Trouble::LineTooLong),
            ("{1}\r\n1".repeat(60_000), Trouble::LineTooLong), // one answer of very many literals
        ];
        for (answer, want) in cases {
            assert_eq!(Scan::default().take(answer.as_bytes()), Err(want));
        }
        assert_eq!(Scan::default().take(b"* 1 FETCH (BODY[] {67108864}\r\n"), Ok(()));
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..500)) {
            let mut scan = Scan::default();
            let _ = scan.take(&bytes);
            prop_assert!(scan.tail.len() <= Scan::TAIL);
        }
    }
}
