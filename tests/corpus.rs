//! The corpus of `tests/mails`: every mail is parsed, and compared with what a careful person reads in it.
//! `tests/mails/README.md` says what the keys mean.

#![expect(
    clippy::unwrap_used,
    reason = "the whole file is a test; clippy takes only functions marked so for one"
)]

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::Path;
use std::time::{Duration, Instant};

use radica::desk::address::Address;
use radica::desk::mail::{Attachment, Automatic, Mail, Verdict};
use radica::desk::number::NumberReader;
use radica::desk::subject;
use radica::parse::{Parsed, Settings, parse};
use serde::Deserialize;

/// Fewer mails than this and the corpus is not where it should be.
const FEWEST: usize = 60;

/// Far more than any mail of the corpus takes in a debug build on a busy machine, far less than a runaway parser.
const QUICKLY: Duration = Duration::from_secs(10);

/// How much of what was found is shown, in characters.
const SHOWN: usize = 2000;

/// What is expected of a mail.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Expected {
    about: String,
    readable: Option<bool>,
    from: Option<String>,
    message_id: Option<String>,
    subject: Option<String>,
    title: Option<String>,
    numbers: Option<Vec<String>>,
    thread: Option<Vec<String>>,
    new_text: Option<String>,
    new_text_contains: Vec<String>,
    new_text_lacks: Vec<String>,
    signature_contains: Vec<String>,
    quoted_contains: Vec<String>,
    remarks_contain: Vec<String>,
    automatic: Option<String>,
    bounce_recipients: Option<Vec<String>>,
    bounce_status: Option<String>,
    wants_no_automatic_answer: Option<bool>,
    verdict: Option<String>,
    attachments: Option<Vec<ExpectedFile>>,
}

/// What is expected of an attachment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedFile {
    name: Option<String>,
    media_type: Option<String>,
    inline: Option<bool>,
    size: Option<u64>,
}

impl Expected {
    /// Something is said of the mail's content: then it must be readable, too.
    fn needs_mail(&self) -> bool {
        let texts = [
            &self.from,
            &self.message_id,
            &self.subject,
            &self.title,
            &self.new_text,
            &self.automatic,
            &self.verdict,
            &self.bounce_status,
        ];
        let lists = [
            &self.new_text_contains,
            &self.new_text_lacks,
            &self.signature_contains,
            &self.quoted_contains,
            &self.remarks_contain,
        ];
        self.readable == Some(true)
            || texts.iter().any(|key| key.is_some())
            || [&self.numbers, &self.thread, &self.bounce_recipients].iter().any(|key| key.is_some())
            || lists.iter().any(|list| !list.is_empty())
            || self.wants_no_automatic_answer.is_some()
            || self.attachments.is_some()
    }
}

/// Collects what is wrong, so that one run shows it all.
#[derive(Default)]
struct Failures {
    mail: String,
    found: Vec<String>,
}

impl Failures {
    fn add(&mut self, key: &str, expected: &dyn Debug, found: &dyn Debug) {
        let found: String = format!("{found:?}").chars().take(SHOWN).collect();
        self.found.push(format!("{}: {key}\n    expected {expected:?}\n    found    {found}", self.mail));
    }

    fn same<E: PartialEq<F> + Debug + ?Sized, F: Debug + ?Sized>(
        &mut self,
        key: &str,
        expected: &E,
        found: &F,
    ) {
        if expected != found {
            self.add(key, &expected, &found);
        }
    }

    fn all_in(&mut self, key: &str, expected: &[String], found: &str) {
        for piece in expected.iter().filter(|piece| !found.contains(piece.as_str())) {
            self.add(key, piece, &found);
        }
    }
}

fn settings() -> Settings {
    Settings {
        own: vec![Address::parse("soporte.tecnico@scj.test").unwrap()],
        own_domain: "scj.test".to_owned(),
        trusted_authserv: vec!["scj.test".to_owned()],
        ..Settings::default()
    }
}

fn expected(file: &Path) -> Result<Expected, String> {
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    config::Config::builder()
        .add_source(config::File::from_str(&text, config::FileFormat::Toml))
        .build()
        .and_then(config::Config::try_deserialize)
        .map_err(|error| error.to_string())
}

/// Trailing blanks trimmed, runs of blank lines made one.
fn trimmed(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.dedup_by(|a, b| a.is_empty() && b.is_empty());
    lines.join("\n").trim_matches('\n').to_owned()
}

fn automatic(mail: &Mail) -> &'static str {
    match &mail.automatic {
        None => "no",
        Some(Automatic::Bounce(_)) => "bounce",
        Some(Automatic::OutOfOffice) => "out-of-office",
        Some(Automatic::Receipt) => "receipt",
        Some(Automatic::List) => "list",
        Some(Automatic::Calendar) => "calendar",
        Some(Automatic::OwnMail) => "own",
        Some(Automatic::Machine(_)) => "machine",
    }
}

fn verdict(mail: &Mail) -> &'static str {
    match mail.verdict {
        Verdict::None => "none",
        Verdict::Pass => "pass",
        Verdict::Fail => "fail",
    }
}

fn from(mail: &Mail) -> &str {
    mail.sender().map_or("", Address::as_str)
}

fn names(mail: &Mail) -> Vec<&str> {
    mail.attachments.iter().map(|file| file.name.as_str()).collect()
}

/// The rule for names in the README: safe on any file system, and showing what they are.
fn is_safe_name(name: &str) -> bool {
    let bidirectional = |c: char| matches!(c, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !name.is_empty()
        && name != "."
        && name != ".."
        && !name.chars().any(|c| c == '/' || c == '\\' || c.is_control() || bidirectional(c))
}

/// The mail with its line ends turned to the other kind; `None` where they are mixed or bytes that are no text
/// would be changed.
fn turned(bytes: &[u8]) -> Option<Vec<u8>> {
    let binary = bytes.contains(&0)
        || bytes.windows(17).any(|words| words.eq_ignore_ascii_case(b"encoding: binary\n"));
    let ends = bytes.iter().filter(|byte| **byte == b'\n').count();
    let returns = bytes.iter().filter(|byte| **byte == b'\r').count();
    let pairs = bytes.windows(2).filter(|pair| *pair == b"\r\n").count();
    match (binary, returns) {
        (true, _) => None,
        (_, 0) => Some(bytes.split(|byte| *byte == b'\n').collect::<Vec<_>>().join(&b"\r\n"[..])),
        _ if returns == pairs && ends == pairs => {
            Some(bytes.iter().copied().filter(|byte| *byte != b'\r').collect())
        }
        _ => None,
    }
}

fn check_mail(expected: &Expected, parsed: &Parsed, failures: &mut Failures) {
    let mail = &parsed.mail;
    if let Some(value) = &expected.from {
        failures.same("from", value.as_str(), from(mail));
    }
    if let Some(value) = &expected.message_id {
        failures.same("message_id", value.as_str(), mail.message_id.as_ref().map_or("", |id| id.as_str()));
    }
    if let Some(value) = &expected.subject {
        failures.same("subject", value, &mail.subject);
    }
    let reader = NumberReader::new("SCJ");
    if let Some(value) = &expected.title {
        failures.same("title", value, &subject::clean(&mail.subject, &reader));
    }
    if let Some(value) = &expected.numbers {
        let numbers: Vec<_> = reader.find(&mail.subject).iter().map(|number| number.display("SCJ")).collect();
        failures.same("numbers", value, &numbers);
    }
    if let Some(value) = &expected.thread {
        let thread: Vec<_> = mail.thread.iter().map(|id| id.as_str()).collect();
        failures.same("thread", value, &thread);
    }
    if let Some(value) = &expected.automatic {
        failures.same("automatic", value.as_str(), automatic(mail));
    }
    let bounce = match &mail.automatic {
        Some(Automatic::Bounce(bounce)) => bounce.clone(),
        _ => radica::desk::mail::Bounce::default(),
    };
    if let Some(value) = &expected.bounce_recipients {
        let recipients: Vec<_> = bounce.recipients.iter().map(Address::as_str).collect();
        failures.same("bounce_recipients", value, &recipients);
    }
    if let Some(value) = &expected.bounce_status {
        failures.same("bounce_status", value, &bounce.status);
    }
    if let Some(value) = &expected.wants_no_automatic_answer {
        failures.same("wants_no_automatic_answer", value, &mail.wants_no_automatic_answer);
    }
    if let Some(value) = &expected.verdict {
        failures.same("verdict", value.as_str(), verdict(mail));
    }
    check_texts(expected, mail, failures);
    check_files(expected, parsed, failures);
}

fn check_texts(expected: &Expected, mail: &Mail, failures: &mut Failures) {
    let new = trimmed(&mail.new_text);
    if let Some(value) = &expected.new_text {
        failures.same("new_text", &trimmed(value), &new);
    }
    failures.all_in("new_text_contains", &expected.new_text_contains, &new);
    for piece in expected.new_text_lacks.iter().filter(|piece| new.contains(piece.as_str())) {
        failures.add("new_text_lacks", piece, &new);
    }
    failures.all_in("signature_contains", &expected.signature_contains, &mail.signature);
    failures.all_in("quoted_contains", &expected.quoted_contains, &mail.quoted);
    for piece in &expected.remarks_contain {
        let piece = piece.to_lowercase();
        if !mail.remarks.iter().any(|remark| remark.to_lowercase().contains(&piece)) {
            failures.add("remarks_contain", &piece, &mail.remarks);
        }
    }
}

fn check_files(expected: &Expected, parsed: &Parsed, failures: &mut Failures) {
    let files = &parsed.mail.attachments;
    if let Some(wanted) = &expected.attachments {
        let fits = |(wanted, file): (&ExpectedFile, &Attachment)| {
            wanted.name.as_ref().is_none_or(|name| *name == file.name)
                && wanted.media_type.as_ref().is_none_or(|media| *media == file.media_type)
                && wanted.inline.is_none_or(|inline| inline == file.inline)
                && wanted.size.is_none_or(|size| size == file.size)
        };
        if wanted.len() != files.len() || !wanted.iter().zip(files).all(fits) {
            failures.add("attachments", wanted, files);
        }
    }
    failures.same("contents", &files.len(), &parsed.contents.len());
    for (file, content) in files.iter().zip(&parsed.contents) {
        failures.same("size of the content", &file.size, &u64::try_from(content.len()).unwrap());
        if !is_safe_name(&file.name) {
            failures.add("attachment name", &"a safe name", &file.name);
        }
    }
}

/// The same mail with other line ends is the same mail.
fn check_turned(first: &Parsed, bytes: &[u8], settings: &Settings, failures: &mut Failures) {
    let Some(other) = turned(bytes) else { return };
    let first = &first.mail;
    let mail = match parse(&other, settings) {
        Ok(parsed) => parsed.mail,
        Err(error) => return failures.add("other line ends", &"a mail", &error),
    };
    failures.same("other line ends: new_text", first.new_text.as_str(), mail.new_text.as_str());
    failures.same("other line ends: subject", first.subject.as_str(), mail.subject.as_str());
    failures.same("other line ends: from", from(first), from(&mail));
    failures.same("other line ends: automatic", &first.automatic, &mail.automatic);
    failures.same("other line ends: attachments", &names(first), &names(&mail));
    failures.same("other line ends: fingerprint", first.fingerprint.as_str(), mail.fingerprint.as_str());
}

fn check(file: &Path, settings: &Settings, failures: &mut Failures) {
    let expected = match expected(&file.with_extension("toml")) {
        Ok(expected) => expected,
        Err(error) => return failures.add("toml", &"a good expectation", &error),
    };
    failures.mail = format!("{} ({})", failures.mail, expected.about.trim_end_matches('.'));
    let bytes = std::fs::read(file).unwrap();
    let begin = Instant::now();
    let result = parse(&bytes, settings);
    let took = begin.elapsed();
    if took > QUICKLY {
        failures.add("time", &QUICKLY, &took);
    }
    match (&result, expected.readable) {
        (Ok(_), Some(false)) => failures.add("readable", &false, &true),
        (Err(error), _) if expected.needs_mail() => failures.add("readable", &true, error),
        _ => {}
    }
    if let Ok(parsed) = &result {
        check_mail(&expected, parsed, failures);
        check_turned(parsed, &bytes, settings, failures);
    } else if let Some(other) = turned(&bytes) {
        failures.same("other line ends: readable", &false, &parse(&other, settings).is_ok());
    }
}

#[test]
fn every_mail_is_read_as_a_careful_person_reads_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mails");
    let entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let ending = |with: &str| {
        let fits = entries.iter().filter(|file| file.extension().is_some_and(|end| end == with));
        fits.cloned().collect::<BTreeSet<_>>()
    };
    let files = ending("eml");
    let expectations = ending("toml").iter().map(|file| file.with_extension("eml")).collect();
    assert_eq!(files, expectations, "every mail has its expectation");
    assert!(files.len() >= FEWEST, "only {} mails were found", files.len());

    let settings = settings();
    let mut failures = Failures::default();
    let mut failing = 0;
    for file in &files {
        let before = failures.found.len();
        failures.mail = file.file_stem().unwrap().to_string_lossy().into_owned();
        check(file, &settings, &mut failures);
        failing += usize::from(failures.found.len() > before);
    }
    assert!(
        failures.found.is_empty(),
        "{failing} of {} mails fail:\n\n{}\n",
        files.len(),
        failures.found.join("\n\n")
    );
}
