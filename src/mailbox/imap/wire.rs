//! One connection, command by command, each with its tagged answer read and judged.
//!
//! Of async-imap only the reader is used: its `fetch`, `search` and `select` hide a tagged NO, a BYE and the end of
//! the stream as an empty success, and its `login` writes the password into the log. Tags and commands are ours.

use std::io;
use std::panic::AssertUnwindSafe;

use async_imap::Client;
use async_imap::imap_proto::{MailboxDatum, Outcome, Response, ResponseCode, Status};
use futures_util::FutureExt as _;
use tokio::io::AsyncWriteExt as _;

use super::Timing;
use super::guard::{Guard, Trouble};
use crate::mailbox::SourceError;

/// A tagged answer: OK, or what was said instead.
#[derive(Debug)]
pub(super) struct Tagged {
    pub(super) ok: bool,
    /// The bracketed codes that decide something.
    pub(super) code: Code,
    /// The server's words, fit for a sentence.
    pub(super) text: String,
}

/// A response code that something hangs on (RFC 3501, section 7.1; RFC 5530).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    /// None, or one that changes nothing.
    Other,
    /// The target folder is missing.
    TryCreate,
    /// The folder is there already.
    AlreadyExists,
    /// The folder is open for reading only.
    ReadOnly,
    /// It will pass: the server is busy or throttles.
    Passing,
    /// It will not pass by itself: no right, no room, no such folder.
    Lasting,
}

impl Tagged {
    fn new(status: &Status, outcome: &Outcome<'_>) -> Self {
        let text = words(outcome.information.as_deref().unwrap_or("no reason given"));
        let code = match outcome.code {
            Some(ResponseCode::TryCreate) => Code::TryCreate,
            Some(ResponseCode::ReadOnly) => Code::ReadOnly,
            _ => code_in(&text),
        };
        Self { ok: *status == Status::Ok, code, text }
    }

    /// The error of a command that is refused for good unless the server says that it will pass.
    pub(super) fn refused(&self, what: &str) -> SourceError {
        let sentence = format!("{what}: {}", self.text);
        match self.code {
            Code::Passing => SourceError::Unreachable(sentence),
            _ => SourceError::Refused(sentence),
        }
    }

    /// The error of a command that may well succeed next time unless the server says otherwise.
    pub(super) fn failed(&self, what: &str) -> SourceError {
        let sentence = format!("{what}: {}", self.text);
        match self.code {
            Code::Lasting => SourceError::Refused(sentence),
            _ => SourceError::Unreachable(sentence),
        }
    }
}

/// The codes that the parser leaves in the text.
fn code_in(text: &str) -> Code {
    let code = text.strip_prefix('[').and_then(|rest| rest.split([']', ' ']).next()).unwrap_or_default();
    let is = |names: &[&str]| names.iter().any(|name| code.eq_ignore_ascii_case(name));
    // Exchange Online has no code for it: "Request is throttled. Suggested Backoff Time: …", "Server Unavailable. 15".
    let lower = text.to_ascii_lowercase();
    if is(&["ALREADYEXISTS"]) {
        Code::AlreadyExists
    } else if is(&["UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG"])
        || lower.contains("throttled")
        || lower.starts_with("server unavailable")
    {
        Code::Passing
    } else if is(&["NOPERM", "OVERQUOTA", "CANNOT", "NONEXISTENT", "CONTACTADMIN", "AUTHORIZATIONFAILED"]) {
        Code::Lasting
    } else {
        Code::Other
    }
}

/// A server's words, cut and without control characters: they go into logs and terminals.
fn words(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect::<String>().trim().to_owned()
}

/// What an answer is to the command that is under way.
enum Step {
    /// Its tagged answer.
    End(Tagged),
    /// A request to go on (`+`).
    GoOn,
    /// Something untagged.
    Data,
}

/// A connection whose greeting has been read or is still to come.
#[derive(Debug)]
pub(super) struct Wire {
    client: Client<Guard>,
    /// `host:port`, for sentences.
    pub(super) peer: String,
    pub(super) timing: Timing,
    tags: u32,
    /// How many mails the folder holds, as far as has been said.
    pub(super) exists: u32,
    /// Whether mail has been announced that no list has seen.
    pub(super) news: bool,
}

impl Wire {
    pub(super) fn new(guard: Guard, peer: String, timing: Timing) -> Self {
        Self { client: Client::new(guard), peer, timing, tags: 0, exists: 0, news: false }
    }

    /// The stream alone, for STARTTLS. What was read ahead is dropped: nothing said before TLS may count after it
    /// (CVE-2011-0411).
    pub(super) fn into_guard(self) -> Guard {
        self.client.into_inner()
    }

    pub(super) fn guard(&mut self) -> &mut Guard {
        self.client.get_mut()
    }

    /// Sends a line as it stands; it must hold no line end.
    pub(super) async fn send_raw(&mut self, line: &str) -> Result<(), SourceError> {
        let silence = self.timing.silence;
        let stream = self.client.get_mut();
        stream.expect_within(Some(silence));
        let sent = async {
            stream.write_all(line.as_bytes()).await?;
            stream.write_all(b"\r\n").await?;
            stream.flush().await
        };
        sent.await.map_err(|e| self.lost(&e))
    }

    /// Sends a command; gives its tag.
    pub(super) async fn send(&mut self, command: &str) -> Result<String, SourceError> {
        self.tags = self.tags.wrapping_add(1);
        let tag = format!("R{}", self.tags);
        self.send_raw(&format!("{tag} {command}")).await?;
        Ok(tag)
    }

    /// Shows the next answer, whatever it is, to `see` (the crate keeps its owned type to itself); BYE and the end of
    /// the stream are errors. Dropping this future loses nothing: what has been read stays in the reader's buffer.
    pub(super) async fn next<T>(&mut self, see: impl FnOnce(&Response<'_>) -> T) -> Result<T, SourceError> {
        // imap-proto panics on `INTERNALDATE NIL` and on a code that is followed by a letter beyond ASCII.
        let read = AssertUnwindSafe(self.client.read_response()).catch_unwind().await;
        let answer = match read {
            Err(_) => return Err(self.not_imap()),
            Ok(Err(e)) => return Err(self.lost(&e)),
            Ok(Ok(None)) => {
                return Err(SourceError::Unreachable(format!("{} closed the connection", self.peer)));
            }
            Ok(Ok(Some(answer))) => answer,
        };
        match answer.parsed() {
            Response::Data { status: Status::Bye, outcome } => {
                let text = words(outcome.information.as_deref().unwrap_or("no reason given"));
                return Err(SourceError::Unreachable(format!("{} ended the session: {text}", self.peer)));
            }
            Response::MailboxData(MailboxDatum::Exists(count)) => {
                // A server may repeat the count at will: only a greater one is news.
                self.news |= *count > self.exists;
                self.exists = *count;
            }
            Response::Expunge(_) => self.exists = self.exists.saturating_sub(1),
            _ => {}
        }
        Ok(see(answer.parsed()))
    }

    /// Sends a command and reads to its tagged answer; `each` sees every untagged one.
    pub(super) async fn command(
        &mut self,
        command: &str,
        each: impl FnMut(&Response<'_>) + Send,
    ) -> Result<Tagged, SourceError> {
        self.command_answering(command, None, each).await
    }

    /// As [`command`](Self::command); the server's first request to go on is met with `answer`, any further one with
    /// an empty line (which is also how XOAUTH2 wants its error challenge met).
    pub(super) async fn command_answering(
        &mut self,
        command: &str,
        mut answer: Option<&str>,
        mut each: impl FnMut(&Response<'_>) + Send,
    ) -> Result<Tagged, SourceError> {
        // Silence is watched below; this ends what drips for ever.
        let most = self.timing.command;
        let peer = self.peer.clone();
        let whole = async {
            let tag = self.send(command).await?;
            loop {
                let step = self.next(|response| match response {
                    Response::Done { tag: of, status, outcome } if of.0 == tag => {
                        Step::End(Tagged::new(status, outcome))
                    }
                    Response::Continue(_) => Step::GoOn,
                    other => {
                        each(other);
                        Step::Data
                    }
                });
                match step.await? {
                    Step::End(tagged) => return Ok(tagged),
                    Step::GoOn => self.send_raw(answer.take().unwrap_or_default()).await?,
                    Step::Data => {}
                }
            }
        };
        tokio::time::timeout(most, whole).await.unwrap_or_else(|_| {
            Err(SourceError::Unreachable(format!(
                "{peer} did not come to an end within {} s",
                most.as_secs()
            )))
        })
    }

    /// LOGOUT, and whatever comes of it.
    pub(super) async fn log_out(mut self) {
        let most = self.timing.log_out;
        let whole = async {
            if self.send("LOGOUT").await.is_ok() {
                while self.next(|_| ()).await.is_ok() {} // BYE ends it as an error does
            }
            let _ = self.client.get_mut().shutdown().await;
        };
        let _ = tokio::time::timeout(most, whole).await;
    }

    fn lost(&self, e: &io::Error) -> SourceError {
        connection_error(&self.peer, e)
    }

    fn not_imap(&self) -> SourceError {
        SourceError::Unreachable(format!("{} sent what is not IMAP", self.peer))
    }
}

/// A sentence for a broken connection. A certificate that is not believed is a refusal: time will not mend it.
pub(super) fn connection_error(peer: &str, e: &io::Error) -> SourceError {
    if let Some(trouble) = e.get_ref().and_then(|inner| inner.downcast_ref::<Trouble>()) {
        return SourceError::Unreachable(format!("the connection to {peer} is given up: {trouble}"));
    }
    if let Some(tls) = e.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        let sentence = format!("TLS with {peer} failed: {tls}");
        return match tls {
            rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented => {
                SourceError::Refused(sentence)
            }
            _ => SourceError::Unreachable(sentence),
        };
    }
    match e.kind() {
        // The parser's own error, whose words hold what was received: perhaps a mail. It is not repeated.
        io::ErrorKind::Other => SourceError::Unreachable(format!("{peer} sent what is not IMAP")),
        _ => SourceError::Unreachable(format!("the connection to {peer} is lost: {e}")),
    }
}
