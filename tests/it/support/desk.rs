//! A whole desk in a folder, driven through its public steps on a clock that stands still.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use mail_parser::{Message, MessageParser};
use radica::app::App;
use radica::clock::Clock;
use radica::round::{Done, run_once};
use radica::store::ticket::TicketRow;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// The desk's address.
pub const DESK: &str = "soporte.tecnico@scj.test";

/// Which database a desk is on.
#[derive(Clone, Copy, Debug)]
pub enum On {
    Sqlite,
    Postgres,
}

/// A desk on Maildirs.
pub struct TestDesk {
    pub folder: TempDir,
    pub app: App,
    pub clock: Clock,
    count: u32,
}

/// A letter that went out.
#[derive(Clone, Debug)]
pub struct Letter {
    pub kind: String,
    pub to: String,
    pub subject: String,
    pub message_id: String,
    pub references: Vec<String>,
    pub in_reply_to: Option<String>,
    pub ticket: Option<String>,
    pub text: String,
    pub html: String,
    pub raw: String,
    pub attachments: Vec<(String, Vec<u8>)>,
}

impl TestDesk {
    /// Opens an empty desk, on Friday 20 November 2026 at ten in the morning.
    pub async fn open(on: On) -> Self {
        Self::with(on, "").await
    }

    /// Opens an empty desk with more configuration.
    pub async fn with(on: On, more: &str) -> Self {
        Self::in_folder(on, tempfile::tempdir().unwrap(), more).await
    }

    /// Opens an empty desk with more configuration in a folder of its own.
    pub async fn in_folder(on: On, folder: TempDir, more: &str) -> Self {
        let database = match on {
            On::Sqlite => "sqlite://radica.db".to_owned(),
            On::Postgres => super::postgres::fresh().await,
        };
        Self::on_database(folder, &database, more).await
    }

    /// Another instance on the same PostgreSQL, with a mailbox of its own.
    pub async fn beside(&self, more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let text = std::fs::read_to_string(self.folder.path().join("radica.toml")).unwrap();
        let database = text.split("database = \"").nth(1).unwrap().split('"').next().unwrap();
        // Places in the mailboxes must differ: they are kept for ever.
        let mut desk = Self::on_database(folder, database, more).await;
        desk.count = 10_000;
        desk
    }

    /// The same desk, ended and started again; what is done to its folder meanwhile.
    pub async fn begun_again(self, meanwhile: impl FnOnce(&Path)) -> Self {
        let Self { folder, app, clock, count } = self;
        app.db.close().await;
        drop(app);
        meanwhile(folder.path());
        let config = radica::config::load(&folder.path().join("radica.toml")).unwrap();
        let app = App::open(config, clock.clone()).await.unwrap();
        Self { folder, app, clock, count }
    }

    async fn on_database(folder: TempDir, database: &str, more: &str) -> Self {
        let words = if more.contains("[classify]") { "" } else { words_alone(folder.path()) };
        // What is added may begin with keys of the section before.
        write_configuration(folder.path(), database, &format!("{more}{words}"));
        let clock = Clock::stopped_at("2026-11-20T10:00:00-05:00".parse().unwrap());
        let config = radica::config::load(&folder.path().join("radica.toml")).unwrap();
        let app = App::open(config, clock.clone()).await.unwrap();
        Self { folder, app, clock, count: 0 }
    }

    /// Moves the clock.
    pub fn at(&self, instant: &str) {
        self.clock.set(instant.parse::<Timestamp>().unwrap());
    }

    /// Puts a mail into the mailbox as it is.
    pub fn deliver(&mut self, raw: &str) {
        self.count += 1;
        let new = self.folder.path().join("in/new");
        std::fs::create_dir_all(&new).unwrap();
        std::fs::write(new.join(format!("{}.M{}.test", 1_790_000_000 + self.count, self.count)), raw)
            .unwrap();
    }

    /// Writes a plain mail to the desk; its Message-ID.
    pub fn write(&mut self, from: &str, subject: &str, text: &str) -> String {
        self.write_with(from, subject, text, "")
    }

    /// Writes a plain mail with more header lines.
    pub fn write_with(&mut self, from: &str, subject: &str, text: &str, headers: &str) -> String {
        let id = format!("m{}@cliente.test", self.count + 1);
        self.deliver(&format!(
            "From: {from}\r\nTo: {DESK}\r\nSubject: {subject}\r\nMessage-ID: <{id}>\r\nDate: Fri, 20 Nov 2026 09:59:{:02} -0500\r\n\
             {headers}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n",
            self.count % 60
        ));
        id
    }

    /// Answers a letter as a mail program does: subject, In-Reply-To, References, and the quotation below.
    pub fn answer(&mut self, from: &str, letter: &Letter, text: &str) -> String {
        let (text, headers) = Self::answering(letter, text);
        self.write_with(from, &format!("RE: {}", letter.subject), &text, &headers)
    }

    /// Answers a letter with files.
    pub fn answer_with_files(
        &mut self,
        from: &str,
        letter: &Letter,
        text: &str,
        files: &[(&str, &[u8])],
    ) -> String {
        let (text, headers) = Self::answering(letter, text);
        self.write_with_files(from, &format!("RE: {}", letter.subject), &text, &headers, files)
    }

    /// Writes a mail with files.
    pub fn write_with_files(
        &mut self,
        from: &str,
        subject: &str,
        text: &str,
        headers: &str,
        files: &[(&str, &[u8])],
    ) -> String {
        let id = format!("m{}@cliente.test", self.count + 1);
        let seconds = self.count % 60;
        self.deliver(&mail_with_files(from, &id, subject, text, headers, files, seconds));
        id
    }

    fn answering(letter: &Letter, text: &str) -> (String, String) {
        let references = format!(
            "{} <{}>",
            letter.references.iter().map(|id| format!("<{id}>")).collect::<Vec<_>>().join(" "),
            letter.message_id
        );
        let quoted: String = letter.text.lines().map(|line| format!("> {line}\r\n")).collect();
        (
            format!(
                "{text}\r\n\r\nEl vie, 20 nov 2026 a las 10:05, Mesa de Servicio SCJ (<{DESK}>) escribió:\r\n\r\n{quoted}"
            ),
            format!("In-Reply-To: <{}>\r\nReferences: {references}\r\n", letter.message_id),
        )
    }

    /// A case as it is kept.
    pub async fn ticket(&self, number: &str) -> TicketRow {
        let mut tx = self.app.db.read().await.unwrap();
        radica::store::ticket::by_number(&mut tx, number).await.unwrap().unwrap()
    }

    /// The kinds of what happened to a case, in order.
    pub async fn history(&self, number: &str) -> Vec<String> {
        let id = self.ticket(number).await.id;
        let mut tx = self.app.db.read().await.unwrap();
        let events = radica::store::event::of_ticket(&mut tx, id).await.unwrap();
        events.into_iter().map(|event| event.what).collect()
    }

    /// One full round, which must leave nothing undone; the letters that went out in it.
    pub async fn step(&mut self) -> Vec<Letter> {
        let before = self.letters().len();
        let done = self.round().await;
        assert_eq!(done.undone, Vec::<String>::new());
        self.letters().split_off(before)
    }

    /// One full round, whose monthly reports are left out of the letters: a journey into the next month brings them.
    pub async fn step_besides_reports(&mut self) -> Vec<Letter> {
        let mut letters = self.step().await;
        letters.retain(|letter| letter.kind != "monthly-report");
        letters
    }

    /// One full round.
    pub async fn round(&mut self) -> Done {
        run_once(&self.app, &mut (), &CancellationToken::new()).await.unwrap()
    }

    /// Every letter that went out, in the order it was queued.
    pub fn letters(&self) -> Vec<Letter> {
        let mut files: Vec<PathBuf> = list(&self.folder.path().join("out/new"));
        files.sort_by_key(|file| std::fs::metadata(file).unwrap().modified().unwrap());
        files.iter().map(|file| Letter::read(&std::fs::read(file).unwrap())).collect()
    }

    /// Outcome, number and reason of every mail taken.
    pub async fn taken(&self) -> Vec<(String, Option<String>)> {
        let mut tx = self.app.db.read().await.unwrap();
        let rows = radica::store::inbound::list(&mut tx).await.unwrap();
        rows.into_iter().map(|row| (row.outcome, row.ticket)).collect()
    }

    /// How many mails lie in a folder of the mailbox (`""` for the inbox).
    pub fn filed(&self, name: &str) -> usize {
        let folder = self.folder.path().join("in").join(name);
        list(&folder.join("new")).len() + list(&folder.join("cur")).len()
    }

    /// Nothing is left anywhere.
    pub async fn is_at_rest(&self) {
        assert_eq!(self.filed(""), 0, "the inbox is not empty");
        let mut tx = self.app.db.read().await.unwrap();
        let rows = radica::store::outbox::list(&mut tx).await.unwrap();
        let unsent: Vec<_> = rows.iter().filter(|row| row.state == "queued").collect();
        assert!(unsent.is_empty(), "{unsent:?}");
        assert_eq!(rows.iter().filter(|row| row.state == "sent").count(), self.letters().len());
    }
}

/// A mail to the desk with files.
pub fn mail_with_files(
    from: &str,
    id: &str,
    subject: &str,
    text: &str,
    headers: &str,
    files: &[(&str, &[u8])],
    seconds: u32,
) -> String {
    let parts: String = files
        .iter()
        .map(|(name, bytes)| {
            format!(
                "--limite\r\nContent-Type: application/octet-stream; name=\"{name}\"\r\nContent-Disposition: attachment; \
                 filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
                wrapped(&data_encoding::BASE64.encode(bytes))
            )
        })
        .collect();
    format!(
        "From: {from}\r\nTo: {DESK}\r\nSubject: {subject}\r\nMessage-ID: <{id}>\r\nDate: Fri, 20 Nov 2026 09:59:{seconds:02} -0500\r\n\
         {headers}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=limite\r\n\r\n--limite\r\nContent-Type: \
         text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n{parts}--limite--\r\n"
    )
}

/// Lines of a length that mail allows.
fn wrapped(base64: &str) -> String {
    let lines: Vec<&str> =
        base64.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    lines.join("\r\n")
}

/// Writes a configuration on Maildirs.
pub fn write_configuration(folder: &Path, database: &str, more: &str) {
    write_configuration_of(
        folder,
        database,
        &format!(
            "[mailbox]\nkind = \"maildir\"\npath = \"in\"\n[outgoing]\nkind = \"maildir\"\npath = \"out\"\n{more}"
        ),
    );
}

/// Writes a configuration with these ends: the sections `[mailbox]` and `[outgoing]`, and what comes after.
pub fn write_configuration_of(folder: &Path, database: &str, ends: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in ["catalog.toml", "staff.toml"] {
        std::fs::copy(root.join("deploy").join(file), folder.join(file)).unwrap();
    }
    let text = format!("[desk]\naddress = \"{DESK}\"\n[storage]\ndatabase = \"{database}\"\n{ends}");
    std::fs::write(folder.join("radica.toml"), text).unwrap();
}

/// The shipped words without their examples, for programs that are started often: learning from these, slow in a debug
/// build, would be most of the test. A section of the configuration.
pub fn words_alone(folder: &Path) -> &'static str {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/vocabulary.toml");
    let words = std::fs::read_to_string(shipped).unwrap();
    let alone = words.replacen("\nexamples = \"examples.jsonl\"\n", "\n", 1);
    assert_ne!(words, alone);
    std::fs::write(folder.join("words.toml"), alone).unwrap();
    "[classify]\nvocabulary = \"words.toml\"\n"
}

impl Letter {
    /// Reads a letter as its recipient's mail program does.
    pub fn read(bytes: &[u8]) -> Self {
        let message: Message<'_> = MessageParser::default().parse(bytes).unwrap();
        let header = |name: &str| message.header_raw(name).map(|value| value.trim().to_owned());
        let ids = |name: &str| -> Vec<String> {
            header(name)
                .unwrap_or_default()
                .split_whitespace()
                .map(|id| id.trim_matches(['<', '>']).to_owned())
                .collect()
        };
        Self {
            kind: header("X-Radica-Kind").unwrap_or_default(),
            to: message.to().unwrap().first().unwrap().address().unwrap().to_owned(),
            subject: message.subject().unwrap().to_owned(),
            message_id: message.message_id().unwrap().to_owned(),
            references: ids("References"),
            in_reply_to: ids("In-Reply-To").first().cloned(),
            ticket: header("X-Radica-Ticket"),
            text: message.body_text(0).unwrap_or_default().replace("\r\n", "\n"),
            html: message.body_html(0).unwrap_or_default().into_owned(),
            raw: String::from_utf8_lossy(bytes).into_owned(),
            attachments: message
                .attachments()
                .map(|part| {
                    use mail_parser::MimeHeaders;
                    (part.attachment_name().unwrap_or_default().to_owned(), part.contents().to_vec())
                })
                .collect(),
        }
    }
}

/// The letters of a kind.
pub fn of_kind<'a>(letters: &'a [Letter], kind: &str) -> Vec<&'a Letter> {
    letters.iter().filter(|letter| letter.kind == kind).collect()
}

/// The letter of a kind that went to an address.
pub fn to<'a>(letters: &'a [Letter], kind: &str, address: &str) -> &'a Letter {
    of_kind(letters, kind)
        .into_iter()
        .find(|letter| address.contains(letter.to.as_str()))
        .unwrap_or_else(|| panic!("no {kind} to {address} among {:?}", kinds(letters)))
}

/// Kind and recipient of each, sorted.
pub fn kinds(letters: &[Letter]) -> Vec<String> {
    let mut kinds: Vec<String> = letters
        .iter()
        .map(|letter| format!("{} {}", letter.kind, letter.to.split('@').next().unwrap()))
        .collect();
    kinds.sort();
    kinds
}

/// The files of a folder; none when there is no such folder.
pub fn list(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder)
        .map(|entries| entries.map(|entry| entry.unwrap().path()).collect())
        .unwrap_or_default()
}
