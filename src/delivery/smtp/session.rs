//! One SMTP conversation: commands and answers, each bounded in time, over lettre's connection.

use std::borrow::Cow;
use std::error::Error as _;
use std::fmt::Display;
use std::time::Duration;

use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Noop, Quit, Rset};
use lettre::transport::smtp::response::Response;
use tokio::time::{Instant, timeout};

use super::Limits;
use crate::delivery::answer::{self, Stage, ends_the_connection, enhanced, meaning, one_line};
use crate::delivery::{Accepted, Outgoing, SendError};

/// What the server said of itself in its answer to `EHLO`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Offers {
    /// The name that it gives itself.
    pub name: String,
    /// `STARTTLS` (RFC 3207).
    pub starttls: bool,
    /// The mechanisms of `AUTH` (RFC 4954), in capitals.
    pub auth: Vec<String>,
    /// The largest letter in bytes (`SIZE`, RFC 1870); `None` without `SIZE`, 0 where it has no fixed limit.
    pub size: Option<u64>,
    /// `8BITMIME` (RFC 6152).
    pub eight_bit: bool,
    /// `SMTPUTF8` (RFC 6531).
    pub utf8: bool,
}

impl Offers {
    /// Reads the lines of an answer to `EHLO`, codes taken off.
    pub fn read<'a>(lines: impl IntoIterator<Item = &'a str>) -> Self {
        let mut lines = lines.into_iter();
        let name = lines.next().and_then(|line| line.split_whitespace().next()).unwrap_or("").to_owned();
        let mut offers = Self { name, ..Self::default() };
        for line in lines {
            let line = line.to_ascii_uppercase();
            let mut words = line.split_whitespace();
            match words.next() {
                Some("STARTTLS") => offers.starttls = true,
                Some("AUTH") => offers.auth.extend(words.map(str::to_owned)),
                Some("SIZE") => {
                    offers.size = Some(words.next().and_then(|size| size.parse().ok()).unwrap_or(0));
                }
                Some("8BITMIME") => offers.eight_bit = true,
                Some("SMTPUTF8") => offers.utf8 = true,
                _ => {}
            }
        }
        offers
    }
}

/// Why a command did not do.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The server answered something else than what goes on.
    Answer {
        /// The code.
        code: u16,
        /// Its text on one line.
        text: String,
    },
    /// No sensible answer came; why.
    Lost(String),
}

impl Trouble {
    /// As an error of sending. What is lost may work later.
    pub fn into_error(self, stage: Stage, server: &str) -> SendError {
        match self {
            Self::Lost(why) => SendError::Passing(format!("the connection to {server} was lost: {why}")),
            Self::Answer { code, text } => match meaning(stage, code, enhanced(&text), &text) {
                Err(error) => error,
                Ok(()) => {
                    SendError::Passing(format!("{server} answered out of turn: {code} {}", one_line(&text)))
                }
            },
        }
    }
}

/// What came of sending a letter over a connection.
pub(super) enum Outcome {
    /// The connection was dead before the server took anything of the letter: another one may be tried.
    Dead(SendError),
    /// It is decided. The connection, if it can be used again.
    Over(Option<Session>, Result<Accepted, SendError>),
}

/// A connection that is ready for `MAIL`. Dropping it cuts it.
pub(super) struct Session {
    smtp: Box<AsyncSmtpConnection>,
    offers: Offers,
    server: String,
    secured: &'static str,
    login: Option<String>,
    /// When it had better be made anew, where the login's proof ends.
    pub renew_at: Option<Instant>,
    /// Every command was answered in full: the next answer will be that of the next command.
    in_step: bool,
    /// How many letters were tried over it.
    pub letters: u32,
    /// Since when it has waited for the next one.
    pub idle_since: Instant,
}

impl Session {
    /// Takes over a connection on which `EHLO`, and where wanted `AUTH`, have been answered.
    pub fn new(
        smtp: AsyncSmtpConnection,
        offers: Offers,
        server: String,
        secured: &'static str,
        login: Option<String>,
        renew_at: Option<Instant>,
    ) -> Self {
        let idle_since = Instant::now();
        Self {
            smtp: Box::new(smtp),
            offers,
            server,
            secured,
            login,
            renew_at,
            in_step: true,
            letters: 0,
            idle_since,
        }
    }

    /// What was found, as the end of a sentence.
    pub fn describe(&self) -> String {
        let login =
            self.login.as_ref().map_or("without a login".to_owned(), |user| format!("logged in as {user}"));
        let size = match self.offers.size {
            Some(size) if size > 0 => format!("takes letters of up to {size} bytes"),
            _ => "names no largest size".to_owned(),
        };
        format!("{}, {}, {login}; it {size}", one_line(&self.offers.name), self.secured)
    }

    /// Sends a letter: `MAIL`, `RCPT`, `DATA`, the letter, each after the answer to the one before.
    pub async fn send(mut self, letter: &Outgoing, limits: &Limits) -> Outcome {
        self.letters += 1;
        let mail = match self.mail_command(letter) {
            Ok(mail) => mail,
            Err(error) => return Outcome::Over(Some(self), Err(error)),
        };
        if let Err(trouble) = self.command(mail, 250, limits.command).await {
            let dead = !self.in_step;
            let error = trouble.into_error(Stage::Sender, &self.server);
            return if dead { Outcome::Dead(error) } else { self.refused(error, limits).await };
        }
        let rcpt = format!("RCPT TO:<{}>\r\n", letter.to);
        if let Err(trouble) = self.command(rcpt, 250, limits.command).await {
            let error = trouble.into_error(Stage::Recipient, &self.server);
            return self.refused(error, limits).await;
        }
        if let Err(trouble) = self.command(Data, 354, limits.command).await {
            let error = trouble.into_error(Stage::Letter, &self.server);
            return self.refused(error, limits).await;
        }
        let text = match self.letter(&letter.bytes, limits).await {
            Ok(text) => text,
            Err(Trouble::Answer { code, text }) => {
                let result = meaning(Stage::Letter, code, enhanced(&text), &text);
                return self.over(result.map(|()| Accepted { server_message_id: None }));
            }
            Err(lost) => {
                let error = lost.into_error(Stage::Letter, &self.server);
                return self.over(Err(error));
            }
        };
        tracing::debug!(
            letter.message_id = %letter.message_id,
            letter.to = %letter.to.masked(),
            letter.bytes = letter.bytes.len(),
            "The mail server has taken a letter"
        );
        let server_message_id = answer::replaced_id(&text, letter);
        self.over(Ok(Accepted { server_message_id }))
    }

    /// Whether the server still answers.
    pub async fn lives(&mut self, limit: Duration) -> bool {
        self.command(Noop, 250, limit).await.is_ok()
    }

    /// Takes leave; the connection is cut in any case.
    pub async fn quit(mut self, limit: Duration) {
        if let Err(trouble) = self.command(Quit, 221, limit).await {
            tracing::debug!(?trouble, "The mail server did not answer QUIT");
        }
    }

    /// After a refusal before the letter itself: the begun letter is given up (`RSET`).
    async fn refused(mut self, error: SendError, limits: &Limits) -> Outcome {
        let is_of_the_desk = matches!(error, SendError::Unavailable(_));
        if self.in_step && !is_of_the_desk && self.command(Rset, 250, limits.courtesy).await.is_err() {
            self.in_step = false;
        }
        self.over(Err(error))
    }

    /// Where the desk itself was refused, another login may do: the connection is not used again. Exchange tells so of a
    /// token that has run out.
    fn over(self, result: Result<Accepted, SendError>) -> Outcome {
        let is_kept = self.in_step && !matches!(result, Err(SendError::Unavailable(_)));
        Outcome::Over(is_kept.then_some(self), result)
    }

    /// `MAIL` with the parameters that the letter needs, or why it cannot go to this server.
    fn mail_command(&self, letter: &Outgoing) -> Result<String, SendError> {
        use std::fmt::Write as _;
        let bytes = letter.bytes.len() as u64;
        let mut command = format!("MAIL FROM:<{}>", letter.from);
        match self.offers.size {
            Some(most) if most > 0 && bytes > most => {
                return Err(SendError::Permanent(format!(
                    "the letter has {bytes} bytes and {} takes {most} at most",
                    self.server
                )));
            }
            Some(_) => {
                let _ = write!(command, " SIZE={bytes}"); // writing to a String cannot fail
            }
            None => {}
        }
        if !letter.from.as_str().is_ascii() || !letter.to.as_str().is_ascii() {
            if !self.offers.utf8 {
                return Err(SendError::Permanent(format!(
                    "an address has letters beyond ASCII, and {} does not offer SMTPUTF8",
                    self.server
                )));
            }
            command.push_str(" SMTPUTF8");
        }
        if !letter.bytes.is_ascii() {
            if !self.offers.eight_bit {
                return Err(SendError::Permanent(format!(
                    "the letter has bytes beyond ASCII, and {} does not offer 8BITMIME",
                    self.server
                )));
            }
            command.push_str(" BODY=8BITMIME");
        }
        command.push_str("\r\n");
        Ok(command)
    }

    async fn command(
        &mut self,
        command: impl Display,
        expected: u16,
        limit: Duration,
    ) -> Result<String, Trouble> {
        self.in_step = false; // till the answer is there
        let answer = timeout(limit, self.smtp.command(command)).await;
        let result = sort(answer, expected, limit);
        self.in_step = in_step(&result);
        result
    }

    /// The letter itself and the last answer.
    async fn letter(&mut self, bytes: &[u8], limits: &Limits) -> Result<String, Trouble> {
        let whole = with_crlf(bytes);
        // lettre ends the letter with CRLF of its own.
        let body = whole.strip_suffix(b"\r\n").unwrap_or(&whole);
        let more = u64::try_from(bytes.len() / (32 * 1024)).unwrap_or(u64::MAX);
        let limit = limits.letter.saturating_add(Duration::from_secs(more));
        self.in_step = false;
        let answer = timeout(limit, self.smtp.message(body)).await;
        let result = sort(answer, 250, limit);
        self.in_step = in_step(&result);
        result
    }
}

type Answered = Result<Result<Response, lettre::transport::smtp::Error>, tokio::time::error::Elapsed>;

/// The text of the expected answer, or what came instead.
pub(super) fn sort(answer: Answered, expected: u16, limit: Duration) -> Result<String, Trouble> {
    match answer {
        Err(_) => Err(Trouble::Lost(format!("no answer for {}", spell(limit)))),
        Ok(Ok(response)) => {
            let text = response.message().collect::<Vec<_>>().join(" ");
            let code = u16::from(response.code());
            if code == expected { Ok(text) } else { Err(Trouble::Answer { code, text }) }
        }
        Ok(Err(error)) => match error.status() {
            Some(code) => {
                let text = error.source().map(ToString::to_string).unwrap_or_default();
                Err(Trouble::Answer { code: u16::from(code), text })
            }
            None => Err(Trouble::Lost(plain(&error))),
        },
    }
}

/// After an answer other than 4xx and 5xx that was not expected, or 421, nothing more is said on a connection.
fn in_step(result: &Result<String, Trouble>) -> bool {
    match result {
        Ok(_) => true,
        Err(Trouble::Answer { code, .. }) => (400..600).contains(code) && !ends_the_connection(*code),
        Err(Trouble::Lost(_)) => false,
    }
}

/// A time limit in words.
pub(super) fn spell(limit: Duration) -> String {
    if limit < Duration::from_secs(1) {
        format!("{} ms", limit.as_millis())
    } else {
        format!("{} s", limit.as_secs())
    }
}

/// Why lettre failed, without its wrapping.
fn plain(error: &lettre::transport::smtp::Error) -> String {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(io) = cause.downcast_ref::<std::io::Error>() {
            return super::connect::plain_io(io);
        }
        if cause.to_string() == "incomplete response" {
            return "the server closed the connection".to_owned();
        }
        source = cause.source();
    }
    one_line(&error.to_string())
}

/// The letter with every line end as CRLF. A lone CR or LF could be taken for the end of the letter by one server and
/// not by the next (SMTP smuggling), so none leaves us. Borrowed where nothing is to be mended.
fn with_crlf(bytes: &[u8]) -> Cow<'_, [u8]> {
    let lone = bytes.iter().enumerate().any(|(at, byte)| match byte {
        b'\n' => at == 0 || bytes.get(at - 1) != Some(&b'\r'),
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    if !lone {
        return Cow::Borrowed(bytes);
    }
    let mut mended = Vec::with_capacity(bytes.len() + bytes.len() / 16);
    let mut rest = bytes.iter().peekable();
    while let Some(byte) = rest.next() {
        match byte {
            b'\r' | b'\n' => {
                if *byte == b'\r' {
                    rest.next_if_eq(&&b'\n');
                }
                mended.extend_from_slice(b"\r\n");
            }
            _ => mended.push(*byte),
        }
    }
    Cow::Owned(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_are_mended() {
        for (given, want) in [
            ("a\r\nb\r\n", "a\r\nb\r\n"),
            ("a\nb", "a\r\nb"),
            ("a\r\r\nb\r", "a\r\n\r\nb\r\n"),
            ("\n.\n", "\r\n.\r\n"),
            ("", ""),
        ] {
            assert_eq!(with_crlf(given.as_bytes()).as_ref(), want.as_bytes(), "{given:?}");
        }
        assert!(matches!(with_crlf(b"a\r\nb"), Cow::Borrowed(_)));
    }

    #[test]
    fn offers_are_read() {
        let lines =
            ["mail.scj.test hello", "SIZE 1000", "STARTTLS", "AUTH LOGIN PLAIN", "auth xoauth2", "8BITMIME"];
        let offers = Offers::read(lines);
        assert_eq!(
            offers,
            Offers {
                name: "mail.scj.test".into(),
                starttls: true,
                auth: vec!["LOGIN".into(), "PLAIN".into(), "XOAUTH2".into()],
                size: Some(1000),
                eight_bit: true,
                utf8: false,
            }
        );
        assert_eq!(Offers::read(["x", "SIZE"]).size, Some(0));
        assert_eq!(Offers::read([]), Offers::default());
    }
}
