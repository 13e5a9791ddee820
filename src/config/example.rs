//! The shipped example `deploy/radica.toml`, which an operator copies: the one source of the defaults, so that what it
//! says is what holds.
//!
//! A key's mark is the beginning of its line: `#` for a default, `#?` for an example of a key that has none, nothing for
//! what an operator sets.

use std::path::Path;

use super::raw::{Kind, Raw};

const EXAMPLE: &str = include_str!("../../deploy/radica.toml");

/// The defaults, as TOML.
pub(super) fn defaults() -> String {
    lines(|line| match line.strip_prefix('#') {
        Some(key) => key.starts_with(|c: char| c.is_ascii_lowercase()).then_some(key),
        None => line.starts_with('[').then_some(line),
    })
}

fn lines(keep: impl Fn(&'static str) -> Option<&'static str>) -> String {
    EXAMPLE.lines().filter_map(keep).flat_map(|line| [line, "\n"]).collect()
}

/// The keys that nobody but an operator can set, and that are not: absent, or empty as in the example.
pub(super) fn unset(raw: &Raw) -> Vec<&'static str> {
    let text = |value: &Option<String>| value.as_deref().is_none_or(|value| value.trim().is_empty());
    let path = |value: &Option<_>| value.as_deref().is_none_or(|path: &Path| path.as_os_str().is_empty());
    let mut keys = vec![("desk.address", text(&raw.desk.address))];
    match raw.mailbox.kind {
        Kind::Maildir => keys.push(("mailbox.path", path(&raw.mailbox.path))),
        Kind::Imap => keys
            .extend([("mailbox.host", text(&raw.mailbox.host)), ("mailbox.user", text(&raw.mailbox.user))]),
        Kind::Smtp => {}
    }
    match raw.outgoing.kind {
        Kind::Maildir => keys.push(("outgoing.path", path(&raw.outgoing.path))),
        Kind::Smtp => keys.push(("outgoing.host", text(&raw.outgoing.host))),
        Kind::Imap => {}
    }
    keys.into_iter().filter(|(_, is_unset)| *is_unset).map(|(key, _)| key).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    use super::*;
    use crate::config::{Config, ConfigError, THRESHOLD, load};

    /// What an operator must set, for IMAP and SMTP.
    const REQUIRED: &str = "[desk]\naddress = \"soporte@scj.test\"\n[mailbox]\nkind = \"imap\"\n\
        host = \"imap.scj.test\"\nuser = \"soporte\"\npassword = \"p\"\n[outgoing]\nkind = \"smtp\"\n\
        host = \"smtp.scj.test\"\n";

    /// Every line that holds a key or a section, without its mark.
    fn unmarked(line: &'static str) -> Option<&'static str> {
        let key = line.strip_prefix("#?").or_else(|| line.strip_prefix('#')).unwrap_or(line);
        key.starts_with(|c: char| c == '[' || c.is_ascii_lowercase()).then_some(key)
    }

    fn read(text: &str) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("radica.toml");
        std::fs::write(&file, text).unwrap();
        load(&file).map(|config| Config { file: PathBuf::new(), ..config })
    }

    fn toml(text: &str) -> config::Config {
        let text = config::File::from_str(text, config::FileFormat::Toml);
        config::Config::builder().add_source(text).build().unwrap()
    }

    /// The keys of a section, or the sections, that the configuration knows.
    fn known(section: Option<&str>) -> BTreeSet<String> {
        let wrong = match section {
            Some(section) => format!("[{section}]\nwrong = 1\n"),
            None => "[wrong]\n".to_owned(),
        };
        let sources = config::Config::builder().add_source(toml(&defaults())).add_source(toml(REQUIRED));
        let config = sources.add_source(toml(&wrong)).build().unwrap();
        // serde tells them itself, when it meets one that it does not know.
        let told = config.try_deserialize::<Raw>().unwrap_err().to_string();
        let keys = told.split_once("expected").and_then(|(_, told)| told.split(" for key ").next());
        let keys = keys.unwrap_or_else(|| panic!("{section:?}: {told}"));
        keys.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }

    /// The keys of a section that the example shows.
    fn shown(section: &str) -> BTreeSet<String> {
        let header = format!("[{section}]");
        let of_section = EXAMPLE.lines().filter_map(unmarked).skip_while(|line| *line != header).skip(1);
        let keys = of_section.take_while(|line| !line.starts_with('['));
        keys.filter_map(|line| line.split_once(" = ")).map(|(key, _)| key.to_owned()).collect()
    }

    #[test]
    fn the_example_shows_every_key_and_no_other() {
        let sections = known(None);
        let headers: BTreeSet<String> = EXAMPLE
            .lines()
            .filter_map(unmarked)
            .filter_map(|line| line.strip_prefix('[')?.strip_suffix(']'))
            .map(str::to_owned)
            .collect();
        assert_eq!(headers, sections);
        for section in sections {
            assert_eq!(shown(&section), known(Some(&section)), "[{section}]");
        }
    }

    #[test]
    fn taking_the_marks_off_the_defaults_changes_nothing() {
        let folder = |config: Config| {
            // Each is read in a folder of its own.
            let base = config.storage.blobs.parent().unwrap().display().to_string();
            format!("{config:#?}").replace(&base, "")
        };
        let least = read(REQUIRED).unwrap();
        assert!((least.classify.threshold - THRESHOLD).abs() < f64::EPSILON, "{}", least.classify.threshold);
        let mut whole = String::new();
        for line in defaults().lines() {
            whole += line;
            whole.push('\n');
            let section = REQUIRED.split('[').find_map(|part| part.strip_prefix(line.strip_prefix('[')?));
            whole += section.unwrap_or_default();
        }
        assert_eq!(folder(read(&whole).unwrap()), folder(least));
    }

    #[test]
    fn the_examples_of_keys_without_default_can_be_read() {
        let text = lines(|line| line.strip_prefix("#?").or_else(|| line.starts_with('[').then_some(line)));
        let config = config::Config::builder()
            .add_source(toml(&defaults()))
            .add_source(toml(&text))
            .set_override("mailbox.kind", "maildir")
            .and_then(|builder| builder.set_override("outgoing.kind", "maildir"))
            .and_then(|builder| builder.build());
        let raw: Raw = config.unwrap().try_deserialize().unwrap();
        assert_eq!(unset(&raw), ["desk.address"]);
    }

    #[test]
    fn the_example_says_what_is_still_to_be_set() {
        let told = read(EXAMPLE).unwrap_err().to_string();
        assert!(
            told.ends_with("still to be set: desk.address, mailbox.host, mailbox.user, outgoing.host"),
            "{told}"
        );
    }
}
