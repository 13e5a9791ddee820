//! A scripted SMTP server: takes every letter, and answers to each what the test says.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::desk::Letter;

/// A running scripted server.
pub struct FakeSmtp {
    /// On loopback.
    pub port: u16,
    letters: Arc<Mutex<Vec<Letter>>>,
    task: JoinHandle<()>,
}

impl FakeSmtp {
    /// Starts a server. `answer` says what comes after the n-th letter, counted from 1, once its bytes are there.
    pub async fn start<F, Fut>(answer: F) -> Self
    where
        F: Fn(usize) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = String> + Send,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let letters = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&letters);
        let answer = Arc::new(answer);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (answer, seen) = (Arc::clone(&answer), Arc::clone(&seen));
                tokio::spawn(async move {
                    // An error is the client's going away.
                    let _ = serve(stream, &*answer, &seen).await;
                });
            }
        });
        Self { port, letters, task }
    }

    /// The section `[outgoing]` that leads here.
    pub fn outgoing(&self) -> String {
        format!("[outgoing]\nkind = \"smtp\"\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n", self.port)
    }

    /// Every letter so far, in the order in which they came.
    pub fn letters(&self) -> Vec<Letter> {
        self.letters.lock().unwrap().clone()
    }
}

impl Drop for FakeSmtp {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve<F, Fut>(stream: TcpStream, answer: &F, seen: &Mutex<Vec<Letter>>) -> std::io::Result<()>
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = String>,
{
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 test ESMTP\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let said = match line.split(' ').next().unwrap() {
            "EHLO" => "250-test\r\n250-8BITMIME\r\n250 SMTPUTF8".to_owned(),
            "QUIT" => "221 bye".to_owned(),
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                let mut bytes = String::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    bytes.push_str(line.strip_prefix('.').unwrap_or(&line));
                    bytes.push_str("\r\n");
                }
                let nth = {
                    let mut seen = seen.lock().unwrap();
                    seen.push(Letter::read(bytes.as_bytes()));
                    seen.len()
                };
                answer(nth).await
            }
            _ => "250 ok".to_owned(),
        };
        write.write_all(format!("{said}\r\n").as_bytes()).await?;
    }
    Ok(())
}
