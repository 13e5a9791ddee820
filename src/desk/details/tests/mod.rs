//! What is found in mails as people write them, and what is not.

mod answers;
mod files;
mod first_mails;
mod properties;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::super::address::{Address, Contact};
use super::super::facts::Field;
use super::super::mail::Mail;
use super::super::rules::Rules;
use super::{Found, found};

use Field::{AssetTag, Department, Description, Evidence, Extension, Name, Site, Username};

/// The shipped catalogue with a field that an entity has added.
static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let deploy = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("radica.toml");
    let text = "[desk]\naddress = \"soporte.tecnico@scj.test\"\n[mailbox]\nkind = \"maildir\"\npath = \"in\"\n[outgoing]\nkind = \"maildir\"\npath = \"out\"\n";
    std::fs::write(&file, text).unwrap();
    let config = crate::config::load(&file).unwrap();
    let staff = crate::config::staff::Staff::load(&deploy.join("staff.toml")).unwrap();
    let catalog = std::fs::read_to_string(deploy.join("catalog.toml")).unwrap().replace(
        "[fields]",
        "[fields]\nprocess = { ask = \"Número de proceso judicial\", pattern = '(?i)\\bproceso\\W{0,3}(\\d{5,12}-\\d{2})\\b' }",
    );
    let catalog_file = folder.path().join("catalog.toml");
    std::fs::write(&catalog_file, catalog).unwrap();
    let catalog = crate::config::catalog::Catalog::load(&catalog_file, &staff).unwrap();
    Rules::new(&config, staff, catalog, &crate::config::vocabulary::Vocabulary::shipped())
});

fn process() -> Field {
    Field::Other("process".to_owned())
}

fn mail(text: &str) -> Mail {
    Mail {
        from: Some(Contact {
            address: Address::parse("clara.rojas@scj.test").unwrap(),
            name: Some("Clara Rojas".to_owned()),
        }),
        new_text: text.to_owned(),
        ..Mail::default()
    }
}

fn find(text: &str, asked: &[Field]) -> Found {
    found(&mail(text), text, asked, &RULES)
}

/// All that was found, the site among it.
fn shown(found: &Found) -> BTreeMap<String, String> {
    let mut all = found.details.clone();
    all.extend(found.site.clone().map(|site| ("site".to_owned(), site)));
    all
}

fn expected(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A text, what it answers, and what is found in it.
type Row<'a> = (&'a str, &'a [Field], &'a [(&'a str, &'a str)]);

/// Everything that is found must be what is expected, and nothing more; all that is wrong is shown at once.
#[track_caller]
fn hold(table: &[Row<'_>]) {
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(text, asked, pairs)| {
            let found = shown(&find(text, asked));
            let expected = expected(pairs);
            (found != expected).then(|| format!("{text:?} {asked:?}\n  found {found:?}\n  not {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}
