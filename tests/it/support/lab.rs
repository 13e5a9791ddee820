//! A mail lab of one's own: Dovecot and Postfix on loopback, with a fault proxy in front (tests/mail-lab/README.md).

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use tempfile::TempDir;

/// The desk's user in every lab.
pub const DESK: &str = "soporte.tecnico@scj.test";
/// Everybody's password.
pub const PASSWORD: &str = "secreto";

/// A running lab; it ends with this value.
pub struct Lab {
    folder: TempDir,
    env: HashMap<String, String>,
}

impl Lab {
    /// Starts a lab that offers all that Dovecot offers.
    pub fn up() -> Self {
        Self::up_offering(None)
    }

    /// Starts a lab that announces only these IMAP capabilities.
    pub fn up_offering(capabilities: Option<&str>) -> Self {
        let installed = std::env::var_os("PATH").is_some_and(|path| {
            std::env::split_paths(&path)
                .chain(["/usr/sbin".into()])
                .any(|folder: PathBuf| folder.join("dovecot").is_file())
        });
        assert!(
            installed,
            "this test needs Dovecot 2.3 and Postfix; see tests/mail-lab/README.md for the packages"
        );
        let folder = tempfile::Builder::new().prefix("radica-lab").tempdir().unwrap();
        let mut up = Command::new(script());
        up.arg("up").arg(folder.path());
        if let Some(capabilities) = capabilities {
            up.env("LAB_IMAP_CAPABILITY", capabilities);
        }
        let mut lab = Self { folder, env: HashMap::new() };
        succeed(up);
        let text = std::fs::read_to_string(lab.folder.path().join("env")).unwrap();
        lab.env = text
            .lines()
            .filter_map(|line| line.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        lab
    }

    /// The lab's folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A line of the lab's `env` file.
    pub fn var(&self, name: &str) -> &str {
        &self.env[name]
    }

    /// A port by its name in the `env` file.
    pub fn port(&self, name: &str) -> u16 {
        self.var(name).parse().unwrap()
    }

    /// The lab's own CA.
    pub fn ca(&self) -> PathBuf {
        self.var("LAB_CA").into()
    }

    /// Sends a mail by SMTP, and waits until the recipient has one more in the inbox.
    pub fn send(&self, mail: &str, from: &str, to: &str) {
        let before = self.inbox(to, "INBOX").len();
        self.send_only(mail, from, to);
        self.run(&["wait", to, &(before + 1).to_string(), "10"]);
    }

    /// Sends a mail by SMTP.
    pub fn send_only(&self, mail: &str, from: &str, to: &str) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), mail).unwrap();
        self.run(&["send", file.path().to_str().unwrap(), from, to]);
    }

    /// Sends many mails by SMTP over one connection: sender and mail.
    pub fn send_all<'a>(&self, mails: impl IntoIterator<Item = (&'a str, &'a str)>) {
        let stream = TcpStream::connect(("127.0.0.1", self.port("LAB_SMTP_DIRECT"))).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut answers = BufReader::new(stream.try_clone().unwrap());
        let mut say = |text: &str, want: &str| {
            (&stream).write_all(text.as_bytes()).unwrap();
            let mut line = String::new();
            loop {
                line.clear();
                answers.read_line(&mut line).unwrap();
                if line.get(3..4) != Some("-") {
                    break;
                }
            }
            assert!(line.starts_with(want), "{text:?}: {line:?}");
        };
        say("", "220");
        say("EHLO localhost\r\n", "250");
        for (from, mail) in mails {
            say(&format!("MAIL FROM:<{from}> BODY=8BITMIME\r\n"), "250");
            say(&format!("RCPT TO:<{DESK}>\r\n"), "250");
            say("DATA\r\n", "354");
            say(&format!("{}\r\n.\r\n", mail.trim_end().replace("\r\n.", "\r\n..")), "250");
        }
        say("QUIT\r\n", "221");
    }

    /// Tells the token server something, or asks it; its answer.
    pub fn token_server(&self, method: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port("LAB_OAUTH_DIRECT"))).unwrap();
        write!(stream, "{method} {path} HTTP/1.0\r\nContent-Length: 0\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    /// Waits until a user has so many mails in the inbox.
    pub fn wait(&self, user: &str, count: usize) {
        self.run(&["wait", user, &count.to_string(), "90"]);
    }

    /// Writes `count` copies of a mail straight into an inbox.
    pub fn seed(&self, mail: &str, user: &str, count: usize) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("mail.eml"), mail).unwrap();
        self.run(&["seed", user, folder.path().to_str().unwrap(), &count.to_string()]);
    }

    /// Writes mails straight into an inbox.
    pub fn seed_all(&self, mails: &[String], user: &str) {
        let folder = tempfile::tempdir().unwrap();
        for (at, mail) in mails.iter().enumerate() {
            std::fs::write(folder.path().join(format!("{at:06}.eml")), mail).unwrap();
        }
        self.run(&["seed", user, folder.path().to_str().unwrap()]);
    }

    /// Writes a configuration that takes mail from this lab by IMAP and sends it by SMTP.
    pub fn write_configuration(&self, folder: &Path, database: &str) {
        let end = |kind: &str, port: &str, tls: &str| {
            format!(
                "kind = \"{kind}\"\nhost = \"127.0.0.1\"\nport = {}\ntls = \"{tls}\"\nca_file = \"{}\"\n\
                 user = \"{DESK}\"\npassword = \"{PASSWORD}\"\n",
                self.port(port),
                self.ca().display()
            )
        };
        let ends = format!(
            "[mailbox]\n{}[outgoing]\n{}",
            end("imap", "LAB_IMAPS_PORT", "implicit"),
            end("smtp", "LAB_SUBMISSION_PORT", "starttls")
        );
        super::desk::write_configuration_of(folder, database, &ends);
    }

    /// The Message-IDs of all mails in a folder, once for each copy.
    pub fn message_ids(&self, user: &str, folder: &str) -> Vec<String> {
        self.doveadm(&["-f", "tab", "fetch", "-u", user, "hdr.message-id", "mailbox", folder, "all"])
            .lines()
            .skip(1)
            .map(|id| id.trim().trim_matches(['<', '>']).to_owned())
            .collect()
    }

    /// A folder's mails, one line each: uid, flags, from, subject.
    pub fn inbox(&self, user: &str, folder: &str) -> Vec<String> {
        self.run(&["inbox", user, folder]).lines().skip(1).map(str::to_owned).collect()
    }

    /// Turns a fault on.
    pub fn fault(&self, name: &str, arg: Option<&str>) {
        let mut words = vec!["fault", name];
        words.extend(arg);
        self.run(&words);
    }

    /// Ends all faults.
    pub fn heal(&self) {
        self.run(&["heal"]);
    }

    /// Dovecot's own tool.
    pub fn doveadm(&self, words: &[&str]) -> String {
        let mut command = Command::new("doveadm");
        command.arg("-c").arg(self.path().join("dovecot.conf")).args(words);
        succeed(command)
    }

    fn run(&self, words: &[&str]) -> String {
        let (verb, rest) = words.split_first().unwrap();
        let mut command = Command::new(script());
        command.arg(verb).arg(self.path()).args(rest);
        succeed(command)
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        let _ = Command::new(script()).arg("down").arg(self.path()).output();
    }
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail-lab/lab")
}

fn succeed(mut command: Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    assert!(
        status.success(),
        "{command:?}: {status}\n{}{}",
        String::from_utf8_lossy(&stdout),
        String::from_utf8_lossy(&stderr)
    );
    String::from_utf8(stdout).unwrap()
}
