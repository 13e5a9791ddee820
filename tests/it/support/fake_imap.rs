//! A scripted IMAP server: answers as told, remembers what it was asked.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What it offers unless told otherwise.
const CAPABILITIES: &str = "* CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS\r\n";

/// Answers to commands that begin so. The first that fits is given and used up; the last of its kind stays.
type Script = Vec<(&'static str, String)>;

/// A running scripted server.
pub struct FakeImap {
    /// On loopback.
    pub port: u16,
    asked: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl FakeImap {
    /// Starts a server. `GREETING` in the script stands for the greeting. In an answer `{T}` is the tag; an answer that
    /// ends in `{CLOSE}` ends the connection. What no line of the script fits is answered as a plain server would.
    pub async fn start(script: &[(&'static str, &str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let script: Script = script.iter().map(|(verb, answer)| (*verb, (*answer).to_owned())).collect();
        let script = Arc::new(Mutex::new(script));
        let seen = Arc::clone(&asked);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&script), Arc::clone(&seen)));
            }
        });
        Self { port, asked, task }
    }

    /// The commands so far, without their tags.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// How many commands so far begin so.
    pub fn count(&self, verb: &str) -> usize {
        self.asked().iter().filter(|command| command.starts_with(verb)).count()
    }
}

impl Drop for FakeImap {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn scripted(script: &Mutex<Script>, command: &str) -> Option<String> {
    let mut script = script.lock().unwrap();
    let at = script.iter().position(|(verb, _)| command.starts_with(verb))?;
    let last = script.iter().filter(|(verb, _)| *verb == script[at].0).count() == 1;
    Some(if last { script[at].1.clone() } else { script.remove(at).1 })
}

fn usual(command: &str) -> String {
    let verb = command.split(' ').next().unwrap();
    let before = match verb {
        "CAPABILITY" => CAPABILITIES,
        "SELECT" => "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] UIDs valid\r\n",
        "LOGOUT" => "* BYE bye\r\n",
        "IDLE" | "AUTHENTICATE" => return "+ go on\r\n".to_owned(),
        _ => "",
    };
    format!("{before}{{T}} OK done\r\n")
}

async fn serve(stream: TcpStream, script: Arc<Mutex<Script>>, asked: Arc<Mutex<Vec<String>>>) {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    let greeting = scripted(&script, "GREETING").unwrap_or_else(|| "* OK ready\r\n".to_owned());
    if writer.write_all(greeting.as_bytes()).await.is_err() {
        return;
    }
    let mut last_tag = String::new();
    while let Ok(Some(line)) = lines.next_line().await {
        // A line without a tag of the client's kind answers a request to go on: it belongs to the command before.
        let tagged = line
            .split_once(' ')
            .filter(|(tag, _)| tag.strip_prefix('R').is_some_and(|digits| digits.parse::<u32>().is_ok()));
        let (tag, command) = match tagged {
            Some((tag, command)) => (tag.to_owned(), command.to_owned()),
            None => (last_tag.clone(), format!("> {line}")),
        };
        asked.lock().unwrap().push(command.clone());
        let answer = scripted(&script, &command).unwrap_or_else(|| usual(&command)).replace("{T}", &tag);
        last_tag = tag;
        let (answer, close) = match answer.strip_suffix("{CLOSE}") {
            Some(answer) => (answer.to_owned(), true),
            None => (answer, false),
        };
        if writer.write_all(answer.as_bytes()).await.is_err() || close {
            return;
        }
    }
}
