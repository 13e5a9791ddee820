//! What must hold of radica's reading, whatever the bytes: one module a fuzz target. README.md says how they are run.

pub mod command;
pub mod dsn;
pub mod newtext;
pub mod number;
pub mod parse;

use std::sync::LazyLock;

use radica::config::catalog::Catalog;
use radica::config::staff::Staff;
use radica::config::vocabulary::Vocabulary;
use radica::desk::address::{Address, Contact};
use radica::desk::message_id::MessageId;
use radica::desk::rules::Rules;
use radica::parse::Settings;

/// The desk's address.
pub const DESK: &str = "soporte.tecnico@scj.test";
/// What stands at the foot of its letters.
pub const FOOT: &str = "Mesa de Servicio de Tecnología\nSecretaría Distrital de Seguridad, Convivencia y Justicia\nTeléfono 377 95 95\nSus datos personales se tratan según la Ley 1581 de 2012.";

/// Settings as a desk has them, with the shipped limits.
pub static SETTINGS: LazyLock<Settings> = LazyLock::new(|| Settings {
    own: vec![address(DESK)],
    own_domain: "scj.test".to_owned(),
    foot: FOOT.to_owned(),
    trusted_authserv: vec!["mx.scj.test".to_owned()],
    trust_exchange_internal: true,
    ..Settings::default()
});

/// The shipped catalogue and staff list.
pub static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let deploy = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy"));
    let file = std::env::temp_dir().join(format!("radica-fuzz-{}.toml", std::process::id()));
    let text = format!(
        "[desk]\naddress = \"{DESK}\"\n[mailbox]\nkind = \"maildir\"\npath = \"in\"\n[outgoing]\nkind = \"maildir\"\npath = \"out\"\n"
    );
    std::fs::write(&file, text).expect("a file can be written");
    let config = radica::config::load(&file).expect("the configuration is right");
    std::fs::remove_file(&file).expect("the file can be removed");
    let staff = Staff::load(&deploy.join("staff.toml")).expect("the staff list is right");
    let catalog = Catalog::load(&deploy.join("catalog.toml"), &staff).expect("the catalogue is right");
    Rules::new(&config, staff, catalog, &Vocabulary::shipped())
});

/// An address that is right.
pub fn address(text: &str) -> Address {
    Address::parse(text).expect("an address")
}

/// Whether an input of this length is read a second time, to see that it reads the same: one in four.
pub fn twice(length: usize) -> bool {
    length.is_multiple_of(4)
}

/// A text of a person: lines that end in `\n`, no other control character, nothing that cannot be seen.
pub fn is_clean(what: &str, text: &str) {
    let bad = text.chars().find(|c| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    });
    assert!(bad.is_none(), "{what} holds {bad:?}: {text:?}");
}

/// A text on one line, which can stand in a log, a header or a table.
pub fn is_one_line(what: &str, text: &str) {
    let bad = text.chars().find(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'));
    assert!(bad.is_none(), "{what} holds {bad:?}: {text:?}");
}

/// An address is kept as text, and must be one when it is read again.
pub fn is_kept(address: &Address) {
    assert_eq!(Address::parse(address.as_str()).as_ref(), Ok(address), "an address is read again");
}

/// Address and display name.
pub fn is_contact(contact: &Contact) {
    is_kept(&contact.address);
    is_one_line("a display name", contact.name.as_deref().unwrap_or_default());
}

/// An identifier is written into headers and columns, and must be the same when it is read again.
pub fn is_identifier(id: &MessageId) {
    assert!(id.as_str().len() <= MessageId::MAX);
    assert_eq!(MessageId::parse(id.as_str()).as_ref(), Some(id));
    assert_eq!(MessageId::parse(&id.to_string()).as_ref(), Some(id), "as a header has it");
}

/// Nothing stands in `part` that does not stand in `whole`, in the same order; blanks apart.
pub fn is_out_of(what: &str, part: &str, whole: &str) {
    let mut rest = whole.chars();
    for c in part.chars().filter(|c| !c.is_whitespace()) {
        assert!(rest.any(|other| other == c), "{what}: {c:?} stands nowhere in what was given: {part:?}");
    }
}
