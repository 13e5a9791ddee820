//! A scripted SMTP server: polite by itself, and on order it says something else, falls silent, or cuts.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What the peer does instead of its own answer.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// Says this.
    Say(&'static str),
    /// Says this, a byte at a time, with so many milliseconds in between.
    Drip(&'static str, u64),
    /// Says nothing any more.
    Stall,
    /// Ends the connection.
    Cut,
}

/// What the peer has seen.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub connections: usize,
    pub open: usize,
    pub most_open: usize,
    pub commands: Vec<String>,
    /// As they came, dots still doubled.
    pub letters: Vec<Vec<u8>>,
}

pub struct Peer {
    pub port: u16,
    inner: Arc<Inner>,
}

/// What it offers unless told otherwise.
const OFFERS: &str =
    "250-peer.test\r\n250-SIZE 1000000\r\n250-AUTH PLAIN LOGIN\r\n250-8BITMIME\r\n250 SMTPUTF8";

struct Inner {
    offers: &'static str,
    steps: Mutex<HashMap<&'static str, VecDeque<Step>>>,
    seen: Mutex<Seen>,
    changed: Notify,
}

impl Peer {
    pub async fn start() -> Self {
        Self::offering(OFFERS).await
    }

    /// One whose answer to `EHLO` is this.
    pub async fn offering(offers: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let inner = Arc::new(Inner {
            offers,
            steps: Mutex::default(),
            seen: Mutex::default(),
            changed: Notify::new(),
        });
        let served = Arc::clone(&inner);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let inner = Arc::clone(&served);
                tokio::spawn(async move {
                    inner.note(|seen| {
                        seen.connections += 1;
                        seen.open += 1;
                        seen.most_open = seen.most_open.max(seen.open);
                    });
                    // An error is the client's going away: nothing to tell.
                    let _ = inner.talk(stream).await;
                    inner.note(|seen| seen.open -= 1);
                });
            }
        });
        Self { port, inner }
    }

    /// The next time it meets `verb`, on whatever connection. `CONNECT` and `END` (of a letter) are verbs too; so are
    /// `TOKEN` and, after a challenge, `REFUSAL` of an `AUTH XOAUTH2`.
    pub fn on(&self, verb: &'static str, step: Step) {
        self.inner.steps.lock().unwrap().entry(verb).or_default().push_back(step);
    }

    pub fn seen(&self) -> Seen {
        self.inner.seen.lock().unwrap().clone()
    }

    /// Waits until it has seen something.
    pub async fn until(&self, what: impl Fn(&Seen) -> bool) {
        loop {
            let changed = self.inner.changed.notified();
            if what(&self.seen()) {
                return;
            }
            changed.await;
        }
    }
}

impl Inner {
    fn note(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.seen.lock().unwrap());
        self.changed.notify_waiters();
    }

    fn step(&self, verb: &str) -> Option<Step> {
        self.steps.lock().unwrap().get_mut(verb)?.pop_front()
    }

    /// Answers; `Err` ends the connection.
    async fn answer(
        &self,
        stream: &mut BufReader<TcpStream>,
        verb: &str,
        own: &'static str,
    ) -> std::io::Result<&'static str> {
        let text = match self.step(verb) {
            None => own,
            Some(Step::Say(text)) => text,
            Some(Step::Drip(text, pause)) => {
                for byte in format!("{text}\r\n").bytes() {
                    tokio::time::sleep(Duration::from_millis(pause)).await;
                    stream.get_mut().write_all(&[byte]).await?;
                }
                return Ok(text);
            }
            Some(Step::Cut) => return Err(std::io::ErrorKind::ConnectionAborted.into()),
            Some(Step::Stall) => {
                while stream.read_until(b'\n', &mut Vec::new()).await? > 0 {}
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        };
        stream.get_mut().write_all(format!("{text}\r\n").as_bytes()).await?;
        Ok(text)
    }

    async fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        self.answer(&mut stream, "CONNECT", "220 peer.test ESMTP").await?;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let line = line.trim_end().to_owned();
            self.note(|seen| seen.commands.push(line.clone()));
            let verb = line.split([' ', ':']).next().unwrap_or("");
            match verb {
                "EHLO" => {
                    self.answer(&mut stream, verb, self.offers).await?;
                }
                "AUTH" if line == "AUTH LOGIN" => {
                    for challenge in ["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6"] {
                        stream.get_mut().write_all(format!("{challenge}\r\n").as_bytes()).await?;
                        self.hear(&mut stream).await?;
                    }
                    self.answer(&mut stream, verb, "235 2.7.0 welcome").await?;
                }
                "AUTH" if line == "AUTH XOAUTH2" => {
                    if self.answer(&mut stream, verb, "334 ").await?.starts_with("334") {
                        self.hear(&mut stream).await?;
                        let answer = self.answer(&mut stream, "TOKEN", "235 2.7.0 Authentication successful");
                        if answer.await?.starts_with("334") {
                            self.hear(&mut stream).await?;
                            self.answer(&mut stream, "REFUSAL", "535 5.7.3 Authentication unsuccessful")
                                .await?;
                        }
                    }
                }
                "AUTH" => {
                    self.answer(&mut stream, verb, "235 2.7.0 welcome").await?;
                }
                "DATA" => {
                    let answer = self.answer(&mut stream, verb, "354 go ahead").await?;
                    if answer.starts_with("354") {
                        self.letter(&mut stream).await?;
                        self.answer(&mut stream, "END", "250 2.0.0 queued").await?;
                    }
                }
                "QUIT" => {
                    self.answer(&mut stream, verb, "221 2.0.0 bye").await?;
                    return Ok(());
                }
                _ => {
                    self.answer(&mut stream, verb, "250 2.0.0 ok").await?;
                }
            }
        }
    }

    /// Reads a line that is no command.
    async fn hear(&self, stream: &mut BufReader<TcpStream>) -> std::io::Result<()> {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        self.note(|seen| seen.commands.push(line.trim_end().to_owned()));
        Ok(())
    }

    async fn letter(&self, stream: &mut BufReader<TcpStream>) -> std::io::Result<()> {
        let mut letter = Vec::new();
        loop {
            let start = letter.len();
            if stream.read_until(b'\n', &mut letter).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if letter.get(start..) == Some(b".\r\n") {
                letter.truncate(start);
                self.note(|seen| seen.letters.push(letter));
                return Ok(());
            }
        }
    }
}
