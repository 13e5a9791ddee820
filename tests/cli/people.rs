//! The directory from the command line: files of every kind, bad rows, what is shown and what is forgotten.

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use super::{Desk, words};

const FILE: &str = "\
Correo;Nombre completo;Dependencia;Sede;Extensión;Usuario;Cargo
ana@scj.test;Ana Muñoz;Gestión Humana;Nivel Central;1234;amunoz;jefa
eva@scj.test;Ruiz, Eva;;;;;
";

impl Desk {
    /// A desk whose staff list knows nobody but the staff.
    fn without_directory() -> Self {
        let desk = Self::new();
        let staff = std::fs::read_to_string(desk.path("staff.toml")).unwrap();
        std::fs::write(desk.path("staff.toml"), staff.split("[[requester]]").next().unwrap()).unwrap();
        desk
    }

    fn file(&self, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path("people.csv"), bytes).unwrap();
    }

    /// Standard output and standard error of an import that goes well.
    fn imports(&self, more: &str) -> (String, String) {
        let output = self.run(&format!("people import people.csv{more}"));
        assert_eq!(output.status.code(), Some(0), "{}", words(&output.stderr));
        (words(&output.stdout).to_owned(), words(&output.stderr).to_owned())
    }

    fn people(&self) -> Value {
        self.json("people list --json")
    }

    /// The addresses that the database, not the staff list, has.
    fn stored(&self) -> Vec<String> {
        let people = self.people();
        let of_database = people.as_array().unwrap().iter().filter(|person| !person["updated_at"].is_null());
        of_database.map(|person| person["email"].as_str().unwrap().to_owned()).collect()
    }

    fn person(&self, address: &str) -> Value {
        let people = self.people();
        people.as_array().unwrap().iter().find(|person| person["email"] == address).unwrap().clone()
    }
}

#[test]
fn a_file_is_read_whatever_encoding_and_separator_it_has() {
    let with = |separator: &str| FILE.replace("Ruiz, Eva", "Eva Ruiz").replace(';', separator);
    let marked = format!("\u{feff}{FILE}");
    let bytes: [(&str, Vec<u8>); 7] = [
        ("UTF-8, separated by semicolons", FILE.into()),
        ("UTF-8, separated by commas", with(",").into()),
        ("UTF-8, separated by tabs", with("\t").replace('\n', "\r\n").into()),
        ("UTF-8, separated by semicolons", marked.clone().into()),
        ("UTF-16LE", marked.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("UTF-16BE", marked.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        ("windows-1252", FILE.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()),
    ];
    for (told, bytes) in bytes {
        let desk = Desk::without_directory();
        desk.file(bytes);
        let (out, err) = desk.imports("");
        assert!(out.starts_with("2 people imported, 0 rows skipped\n"), "{out}");
        assert!(out.contains(told) && out.contains("2 new, 0 changed, 0 as before"), "{told}: {out}");
        assert_eq!(err, "note: columns that are not read: Cargo\n", "{told}");
        let mut ana = desk.person("ana@scj.test");
        ana.as_object_mut().unwrap().remove("updated_at").unwrap();
        assert_eq!(
            ana,
            json!({"email": "ana@scj.test", "name": "Ana Muñoz", "department": "Gestión Humana",
                   "site": "Nivel Central", "extension": "1234", "username": "amunoz", "sources": ["import"]}),
            "{told}"
        );
    }
}

#[test]
fn bad_rows_are_named_and_the_good_ones_imported() {
    let desk = Desk::without_directory();
    desk.file(
        "ana@scj.test,Ana,GH,Nivel Central\nno es correo,Eva,GH,Marte\nluz@scj.test,Luz\n\nana@scj.test,Otra,GH,x\n\
         sol@scj.test,Sol\u{1b}[2J,GH,Marte\n",
    );
    let (out, err) = desk.imports("");
    assert!(out.starts_with("2 people imported, 3 rows skipped\n"), "{out}");
    assert!(out.contains("by their order"), "{out}");
    assert_eq!(
        err.lines().collect::<Vec<_>>(),
        [
            "people.csv, line 2: \"no es correo\" is no mail address",
            "people.csv, line 3: 2 columns where 4 are needed",
            "people.csv, line 5: ana@scj.test stands in line 1 already",
            "warning: the staff list has no site \"Marte\" (1 person); it is imported all the same",
        ]
    );
    assert_eq!(desk.stored(), ["ana@scj.test", "sol@scj.test"]);
    assert_eq!(desk.person("ana@scj.test")["name"], "Ana");
    assert!(!desk.ok("people list").contains('\u{1b}'));
}

#[test]
fn a_file_imported_again_keeps_what_it_no_longer_says() {
    let desk = Desk::without_directory();
    desk.file(FILE);
    desk.imports("");
    desk.file("correo;nombre;dependencia;sede\nana@scj.test;;Talento;\neva@scj.test;Ruiz, Eva;;\nluz@scj.test;Luz;;\n");
    let before = desk.people();
    let (out, _) = desk.imports(" --dry-run");
    assert!(out.contains("Dry run, nothing is changed: 3 people to import, 0 rows skipped"), "{out}");
    for line in ["changed  ana@scj.test", "same     eva@scj.test", "new      luz@scj.test"] {
        assert!(out.contains(line), "{line}: {out}");
    }
    assert_eq!(desk.people(), before, "nothing is changed");
    let (out, _) = desk.imports("");
    assert!(out.contains("1 new, 1 changed, 1 as before"), "{out}");
    let ana = desk.person("ana@scj.test");
    assert_eq!((&ana["name"], &ana["department"]), (&json!("Ana Muñoz"), &json!("Talento")));
    assert_eq!((&ana["site"], &ana["username"]), (&json!("Nivel Central"), &json!("amunoz")));
}

#[test]
fn what_cannot_be_imported_changes_nothing() {
    let desk = Desk::without_directory();
    assert!(desk.wrong("people import gone.csv").contains("gone.csv"));
    assert!(desk.wrong("people import .").contains("cannot read ."));
    for (bytes, part) in [
        (b"".as_slice(), "has no people in it"),
        (b"correo,nombre\n", "has no people in it"),
        (b"nombre,sede\nAna,Norte\n", "call it \"correo\""),
        (b"PK\x03\x04\x00\x00", "save it as CSV"),
        (b"ana@scj.test,Ana\neva@scj.test,\"Eva\nluz@scj.test,Luz\n", "quotation mark from line 2"),
    ] {
        desk.file(bytes);
        let sentence = desk.wrong("people import people.csv");
        assert!(sentence.starts_with("error: people.csv ") && sentence.contains(part), "{sentence}");
    }
    desk.file("ana,Ana\neva,Eva\n");
    let output = desk.run("people import people.csv");
    assert_eq!(output.status.code(), Some(1));
    let err = words(&output.stderr);
    assert!(
        err.contains("line 2: \"eva\"") && err.contains("nobody who can be imported: 2 rows are skipped"),
        "{err}"
    );
    desk.file(FILE);
    desk.imports(" --dry-run");
    assert!(!desk.path("radica.db").exists());
    for line in ["people", "people import", "people show ana", "people forget"] {
        assert_eq!(desk.run(line).status.code(), Some(2), "{line}");
    }
}

#[test]
fn shows_all_that_is_held_and_forgets_what_may_be() {
    let desk = Desk::without_directory();
    desk.fill();
    desk.file(FILE);
    desk.command("people import people.csv").env("RADICA_NOW", "2026-11-20T09:00:00-05:00").output().unwrap();
    let shown = desk.json("people show Ana@scj.test --json");
    let subject = super::SUBJECT;
    let fields = |rest: Value| {
        let mut whole = json!({"name": "Ana Muñoz", "department": "Gestión Humana", "site": "Nivel Central",
                               "extension": "1234", "username": "amunoz"});
        whole.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        whole
    };
    assert_eq!(
        shown,
        fields(json!({
            "email": "ana@scj.test",
            "directory": [fields(json!({"source": "import", "updated_at": "2026-11-20T09:00:00-05:00"}))],
            "staff": null,
            "tickets": [{"number": "SCJ-2026-000001", "role": "requester", "status": "open", "subject": subject,
                         "created_at": "2026-11-20T10:00:00-05:00"}],
            "requests": [{"reference": "SOL-2026-000001", "status": "waiting", "ticket": null, "subject": subject,
                          "created_at": "2026-11-20T10:00:00-05:00"}],
            "mails": 2, "letters": 2, "events": 1, "surveys": 0
        }))
    );
    let card = desk.ok("people show ana@scj.test");
    for part in
        ["Ana Muñoz", "imported, 2026-11-20 09:00", "SCJ-2026-000001", "SOL-2026-000001", "2 mails from them"]
    {
        assert!(card.contains(part), "{part}: {card}");
    }
    assert!(card.lines().all(|line| line.chars().count() <= 100) && !card.contains('\u{1b}'), "{card}");

    let told = desk.ok("people forget ana@scj.test");
    for part in ["Erased", "1 case, 1 request, 2 mails and 2 letters", "storage.retention", "Ley 594"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert_eq!(desk.stored(), ["eva@scj.test"]);
    let left = desk.json("people show ana@scj.test --json");
    assert_eq!((&left["directory"], &left["name"], &left["mails"]), (&json!([]), &json!(null), &json!(2)));
    assert!(
        desk.ok("people forget ana@scj.test").starts_with("The directory has nothing imported or learned")
    );
    // Of somebody of whom there is nothing else, nothing is left.
    let told = desk.ok("people forget eva@scj.test");
    assert!(told.starts_with("Erased") && !told.contains("Stays"), "{told}");
    for line in ["people show eva@scj.test", "people forget eva@scj.test"] {
        assert_eq!(desk.wrong(line), "error: the desk holds nothing about eva@scj.test");
    }
}

#[test]
fn the_staff_list_counts_first_and_is_changed_by_hand() {
    let desk = Desk::without_directory();
    let staff = std::fs::read_to_string(desk.path("staff.toml")).unwrap();
    std::fs::write(
        desk.path("staff.toml"),
        format!("{staff}\n[[requester]]\nemail = \"eva@scj.test\"\nname = \"Eva de la lista\"\n"),
    )
    .unwrap();
    desk.file("eva@scj.test,Eva,GH,Nivel Central\n");
    desk.imports("");
    let eva = desk.person("eva@scj.test");
    assert_eq!(eva["sources"], json!(["staff_list", "import"]));
    assert_eq!((&eva["name"], &eva["department"]), (&json!("Eva de la lista"), &json!("GH")));
    assert!(desk.ok("people list").contains("staff_list, import"));
    let card = desk.ok("people show eva@scj.test");
    assert!(card.contains("staff list: Eva de la lista") && card.contains("imported, "), "{card}");
    let told = desk.ok("people forget eva@scj.test");
    assert!(
        told.contains("[[requester]]") && told.contains("staff.toml") && told.contains("by hand"),
        "{told}"
    );
    assert_eq!(desk.person("eva@scj.test")["sources"], json!(["staff_list"]));
    let agent = desk.json("people show agente1@scj.test --json");
    assert_eq!(agent["staff"], json!({"name": "Laura Agente", "role": "agent", "groups": ["mesa-n1"]}));
    assert!(desk.ok("people forget agente1@scj.test").contains("[[person]]"));
}
