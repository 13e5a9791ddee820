//! Staff mail, right and wrong, as people and mail programs write it.

mod properties;
mod registrations;
mod right;
mod wrong;

use std::sync::LazyLock;

use super::*;

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let deploy = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("radica.toml");
    let text = "[desk]\naddress = \"soporte.tecnico@scj.test\"\n[mailbox]\nkind = \"maildir\"\npath = \"in\"\n[outgoing]\nkind = \"maildir\"\npath = \"out\"\n";
    std::fs::write(&file, text).unwrap();
    let config = crate::config::load(&file).unwrap();
    let mut people = std::fs::read_to_string(deploy.join("staff.toml")).unwrap();
    for (email, name) in [("ana.gil@scj.test", "Ana Gil"), ("ana.gil2@scj.test", "Ana Gil")] {
        people.push_str(&format!(
            "\n[[person]]\nemail = \"{email}\"\nname = \"{name}\"\nrole = \"agent\"\ngroups = []\n"
        ));
    }
    let staff = crate::config::staff::Staff::read(&people).unwrap();
    let catalog = crate::config::catalog::Catalog::load(&deploy.join("catalog.toml"), &staff).unwrap();
    Rules::new(&config, staff, catalog, &crate::config::vocabulary::Vocabulary::shipped())
});

fn person(address: &str) -> Target {
    Target::Person(Address::parse(address).unwrap())
}

fn group(id: &str) -> Target {
    Target::Group(id.to_owned())
}

fn good(text: &str) -> (Vec<Command>, String) {
    match read(text, &RULES) {
        Ok(given) => (given.commands.into_iter().map(|one| one.value).collect(), given.text),
        Err(faults) => panic!("{text:?}: {faults:#?}"),
    }
}

fn bad(text: &str) -> Vec<Fault> {
    match read(text, &RULES) {
        Ok(given) => panic!("{text:?} is taken: {given:#?}"),
        Err(faults) => faults,
    }
}
