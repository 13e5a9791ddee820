//! A configuration that cannot be used: one plain sentence that names file and key, and exit code 1.

use super::{Desk, words};

const DESK: &str = "[desk]\naddress = \"soporte@scj.test\"\n";
const IN: &str = "[mailbox]\nkind = \"maildir\"\npath = \"in\"\n";
const OUT: &str = "[outgoing]\nkind = \"maildir\"\npath = \"out\"\n";
/// A mailbox by IMAP with a password of its own.
const IMAP: &str =
    "[mailbox]\nkind = \"imap\"\nhost = \"mail.scj.test\"\nuser = \"u\"\npassword = \"hunter2\"\n";
const SMTP: &str =
    "[outgoing]\nkind = \"smtp\"\nhost = \"mail.scj.test\"\nuser = \"u\"\npassword = \"hunter2\"\n";

/// A mailbox by IMAP with a token.
const BY_TOKEN: &str =
    "[mailbox]\nkind = \"imap\"\nhost = \"mail.scj.test\"\nuser = \"u\"\nauth = \"oauth2\"\n";

/// Where tokens come from.
fn oauth2(url: &str, more: &str) -> String {
    format!("[oauth2]\ntoken_url = \"{url}\"\nclient_id = \"b\"\nscope = \"c\"\n{more}")
}

impl Desk {
    /// The one sentence about a configuration, which names its file and these.
    fn refuses(&self, text: &str, named: &[&str]) -> String {
        std::fs::write(self.path("radica.toml"), text).unwrap();
        let output = self.run("ticket list");
        assert_eq!(output.status.code(), Some(1), "taken: {text}");
        let sentence = super::one_sentence(output, "ticket list");
        for part in named.iter().chain(&["radica.toml"]) {
            assert!(sentence.contains(part), "{part} is not named: {sentence}\n{text}");
        }
        for noise in ["hunter2", "variant", "enum ", "struct ", "Os {", "os error 2)."] {
            assert!(!sentence.contains(noise), "{noise}: {sentence}");
        }
        sentence
    }
}

#[test]
fn an_unknown_key_is_refused_in_every_section() {
    let desk = Desk::new();
    let whole = |section: &str| match section {
        "desk" => format!("{DESK}colour = 1\n{IN}{OUT}"),
        "mailbox" => format!("{DESK}{IN}colour = 1\n{OUT}"),
        "outgoing" => format!("{DESK}{IN}{OUT}colour = 1\n"),
        "oauth2" => {
            format!(
                "{DESK}{IN}{OUT}[oauth2]\ntoken_url = \"a\"\nclient_id = \"b\"\nscope = \"c\"\ncolour = 1\n"
            )
        }
        other => format!("{DESK}{IN}{OUT}[{other}]\ncolour = 1\n"),
    };
    for section in [
        "desk", "storage", "mailbox", "outgoing", "oauth2", "security", "rules", "limits", "calendar",
        "classify", "metrics",
    ] {
        desk.refuses(&whole(section), &["unknown key `colour`", section]);
    }
    desk.refuses(&format!("{DESK}{IN}{OUT}[colours]\nsky = 1\n"), &["unknown key `colours`"]);
}

#[test]
fn a_value_of_the_wrong_type_is_refused() {
    let desk = Desk::new();
    for (section, line) in [
        ("rules", "survey_business_days = \"tres\""),
        ("rules", "report_business_day = -1"),
        ("rules", "problem_window = \"soon\""),
        ("rules", "problem_window = 30"),
        ("limits", "max_mail = \"big\""),
        ("limits", "max_mail = true"),
        ("limits", "max_mail = -5"),
        ("limits", "max_parts = \"many\""),
        ("security", "trusted_authserv = 3"),
        ("security", "trust_exchange_internal = \"perhaps\""),
        ("storage", "blobs = [\"a\"]"),
        ("classify", "threshold = \"high\""),
    ] {
        let (key, _) = line.split_once(' ').unwrap();
        desk.refuses(&format!("{DESK}{IN}{OUT}[{section}]\n{line}\n"), &[&format!("{section}.{key}")]);
    }
    for (text, key) in [
        (format!("{DESK}{IN}poll_interval = \"60\"\n{OUT}"), "mailbox.poll_interval"),
        (format!("{DESK}{IMAP}port = 70000\n{OUT}"), "mailbox.port"),
        (format!("{DESK}{IMAP}tls = \"ssl\"\n{OUT}"), "mailbox.tls"),
        (format!("{DESK}{IMAP}auth = \"kerberos\"\n{OUT}"), "mailbox.auth"),
        (format!("{DESK}[mailbox]\nkind = \"pop3\"\n{OUT}"), "mailbox.kind"),
        (format!("{DESK}{IN}[outgoing]\nkind = \"sendmail\"\n"), "outgoing.kind"),
        (format!("{DESK}{IN}{OUT}max_attached = \"20 cajas\"\n"), "outgoing.max_attached"),
    ] {
        desk.refuses(&text, &[key]);
    }
}

#[test]
fn a_value_that_cannot_be_is_refused() {
    let desk = Desk::new();
    for (text, key) in [
        (format!("[desk]\naddress = \"nobody\"\n{IN}{OUT}"), "desk.address"),
        (format!("{DESK}ticket_prefix = \"SOL\"\n{IN}{OUT}"), "desk.ticket_prefix"),
        (format!("{DESK}ticket_prefix = \"prb\"\n{IN}{OUT}"), "desk.ticket_prefix"),
        (format!("{DESK}ticket_prefix = \"S-1\"\n{IN}{OUT}"), "desk.ticket_prefix"),
        (format!("{DESK}ticket_prefix = \"\"\n{IN}{OUT}"), "desk.ticket_prefix"),
        (format!("{DESK}{IN}{OUT}[storage]\ndatabase = \"mysql://u:hunter2@x/y\"\n"), "storage.database"),
        (format!("{DESK}{IN}{OUT}[storage]\ndatabase = \"sqlite://:memory:\"\n"), "storage.database"),
        (format!("{DESK}{IN}{OUT}[storage]\nretention = \"siempre\"\n"), "storage.retention"),
        (format!("{DESK}{IN}{OUT}[storage]\nretention = \"1d\"\n"), "30d is the least"),
        (format!("{DESK}{IN}take_since = \"ayer\"\n{OUT}"), "mailbox.take_since"),
        (format!("{DESK}{IN}done_folder = \"a/b\"\n{OUT}"), "mailbox.done_folder"),
        (format!("{DESK}{IN}folder = \"Procesados\"\n{OUT}"), "mailbox.folder"),
        (format!("{DESK}{IN}{OUT}max_connections = 0\n"), "outgoing.max_connections"),
        (format!("{DESK}{IN}{OUT}[limits]\nmax_parts = 0\n"), "limits.max_parts"),
        (format!("{DESK}{IN}{OUT}[limits]\nmax_mail = \"1KB\"\n"), "limits.max_mail"),
        (format!("{DESK}{IN}{OUT}[rules]\nsurvey_business_days = 0\n"), "rules.survey_business_days"),
        (format!("{DESK}{IN}{OUT}[rules]\nreport_business_day = 6\n"), "rules.report_business_day"),
        (format!("{DESK}{IN}{OUT}[rules]\nmonitoring_senders = [\"zabbix\"]\n"), "rules.monitoring_senders"),
        (format!("{DESK}{IN}{OUT}[metrics]\nlisten = \"9464\"\n"), "metrics.listen"),
        (format!("{DESK}{IN}{OUT}[metrics]\nlisten = \"0.0.0.0:9464\"\n"), "metrics.listen"),
        (format!("{DESK}{IN}{OUT}[metrics]\nlisten = \"localhost:9464\"\n"), "metrics.listen"),
        (
            format!(
                "{DESK}{IN}{OUT}[oauth2]\ntoken_url = \"a\"\nclient_id = \"b\"\nscope = \"c\"\nsecret_expires = \"mañana\"\n"
            ),
            "oauth2.secret_expires",
        ),
        (format!("{DESK}{IN}{OUT}[calendar]\nextra_holidays = [\"24 dic\"]\n"), "calendar.extra_holidays"),
        (format!("{DESK}[mailbox]\nkind = \"smtp\"\n{OUT}"), "mailbox.kind"),
        (format!("{DESK}{IN}[outgoing]\nkind = \"imap\"\n"), "outgoing.kind"),
        (format!("{DESK}{IMAP}tls = \"none\"\n{OUT}"), "mailbox.tls"),
        (format!("{DESK}{IN}{SMTP}tls = \"none\"\n"), "outgoing.tls"),
        // A token instead of a password, never beside it.
        (format!("{DESK}{IMAP}auth = \"oauth2\"\n{OUT}"), "mailbox.auth"),
        (format!("{DESK}{IN}{SMTP}auth = \"oauth2\"\n"), "outgoing.auth"),
        (format!("{DESK}{BY_TOKEN}{OUT}"), "oauth2"),
        (format!("{DESK}{BY_TOKEN}{OUT}{}", oauth2("http://login.scj.test/token", "")), "oauth2.token_url"),
        (
            format!("{DESK}{BY_TOKEN}{OUT}{}", oauth2("http://localhost.scj.test/token", "")),
            "oauth2.token_url",
        ),
        (
            format!("{DESK}{BY_TOKEN}{OUT}{}", oauth2("https://login.scj.test/token", "")),
            "client_secret_file",
        ),
        (
            format!(
                "{DESK}{BY_TOKEN}{OUT}{}",
                oauth2(
                    "https://login.scj.test/token",
                    "client_secret_file = \"radica.toml\"\nsecret_expires = \"pronto\"\n"
                )
            ),
            "oauth2.secret_expires",
        ),
    ] {
        desk.refuses(&text, &[key]);
    }
}

#[test]
fn what_is_missing_is_named() {
    let desk = Desk::new();
    for (text, key) in [
        (format!("[desk]\n{IN}{OUT}"), "desk.address"),
        (format!("{IN}{OUT}"), "desk"),
        (format!("{DESK}{OUT}"), "mailbox"),
        (format!("{DESK}{IN}"), "outgoing"),
        (format!("{DESK}[mailbox]\nkind = \"maildir\"\n{OUT}"), "mailbox.path"),
        (format!("{DESK}{IN}[outgoing]\nkind = \"maildir\"\n"), "outgoing.path"),
        (format!("{DESK}[mailbox]\nkind = \"imap\"\nuser = \"u\"\n{OUT}"), "mailbox.host"),
        (format!("{DESK}[mailbox]\nkind = \"imap\"\nhost = \"localhost\"\n{OUT}"), "mailbox.user"),
        (
            format!("{DESK}[mailbox]\nkind = \"imap\"\nhost = \"localhost\"\nuser = \"u\"\n{OUT}"),
            "mailbox.password_file",
        ),
        (format!("{DESK}{IN}[outgoing]\nkind = \"smtp\"\n"), "outgoing.host"),
        (
            format!("{DESK}{IN}[outgoing]\nkind = \"smtp\"\nhost = \"localhost\"\nuser = \"u\"\n"),
            "outgoing.password_file",
        ),
    ] {
        desk.refuses(&text, &[key]);
    }
    // A file that is named and not there is itself at fault.
    for text in [
        format!(
            "{DESK}[mailbox]\nkind = \"imap\"\nhost = \"localhost\"\nuser = \"u\"\npassword_file = \"secreto\"\n{OUT}"
        ),
        format!("{DESK}{IMAP}ca_file = \"secreto\"\n{OUT}"),
    ] {
        std::fs::write(desk.path("radica.toml"), text).unwrap();
        let sentence = desk.wrong("ticket list");
        assert!(sentence.contains(desk.path("secreto").to_str().unwrap()), "{sentence}");
    }
    assert!(desk.wrong("--config nowhere.toml ticket list").contains("nowhere.toml"));
    std::fs::remove_file(desk.path("radica.toml")).unwrap();
    assert!(desk.wrong("ticket list").contains("radica.toml"));
}

#[test]
fn a_file_that_is_no_toml_is_named_and_its_secrets_are_not_shown() {
    let desk = Desk::new();
    for text in ["[desk\n", "password = \"hunter2\npassword = 3\n", "= \"hunter2\"\n", "\u{0}"] {
        desk.refuses(text, &[]);
    }
    std::fs::write(desk.path("radica.toml"), b"\xff\xfe[desk]").unwrap();
    assert!(desk.wrong("ticket list").contains("radica.toml"));
}

#[test]
fn a_value_from_the_environment_is_checked_too() {
    let desk = Desk::new();
    for (name, value, named) in [
        ("RADICA__LIMITS__MAX_MAIL", "big", "limits.max_mail"),
        ("RADICA__RULES__SURVEY_BUSINESS_DAYS", "0", "rules.survey_business_days"),
        ("RADICA__DESK__ADDRESS", "nobody", "desk.address"),
    ] {
        let output = desk.command("ticket list").env(name, value).output().unwrap();
        let sentence = super::one_sentence(output, name);
        assert!(sentence.contains(named), "{sentence}");
    }
    let lists = desk
        .command("ticket list")
        .env("RADICA__SECURITY__TRUSTED_AUTHSERV", "mx.scj.test, mx2.scj.test")
        .env("RADICA__OUTGOING__MAX_ATTACHED", "5MB")
        .output()
        .unwrap();
    assert_eq!((lists.status.code(), words(&lists.stderr)), (Some(0), ""));
}
