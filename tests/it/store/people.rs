//! The directory: imported, learned, shown, forgotten; and what a mail's facts take from it.

use radica::config::staff::Staff;
use radica::desk::address::Address;
use radica::desk::facts::{Facts, Known};
use radica::desk::mail::{Automatic, Mail};
use radica::desk::rules::Rules;
use radica::store::facts;
use radica::store::person::{self, PersonRow};
use radica::store::senders::Senders;
use radica::store::traces::{self, CaseTrace, Counts, Traces};
use radica::store::{Tx, ticket};

use crate::support::desk::On;
use crate::support::store::{TestStore, arrival, contact, execute, millis, new_ticket, now, registers};

on_both!(
    what_is_learned_later_counts_but_never_against_an_import,
    an_import_replaces_and_an_empty_field_leaves_what_is_known,
    an_import_is_whole_or_nothing,
    an_import_and_a_batch_of_mails_do_not_wait_for_each_other,
    the_facts_know_the_sender,
    somebody_is_shown_and_forgotten,
);

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

/// Name, dependencia, site, extension, user name; empty ones are not known.
fn known(fields: [&str; 5]) -> Known {
    let [name, department, site, extension, username] =
        fields.map(|field| Some(field.to_owned()).filter(|field| !field.is_empty()));
    Known { name, department, site, extension, username }
}

async fn row(tx: &mut Tx, of: &str) -> PersonRow {
    person::by_address(tx, &address(of)).await.unwrap().unwrap()
}

async fn what_is_learned_later_counts_but_never_against_an_import(on: On) {
    let store = TestStore::open(on).await;
    let mut tx = store.db.write().await.unwrap();
    let ana = address("ana@scj.test");
    person::learn(&mut tx, &ana, &Known::default(), 1).await.unwrap();
    assert_eq!(person::by_address(&mut tx, &ana).await.unwrap(), None, "nothing was learned");
    person::learn(&mut tx, &ana, &known(["An\0a", "", "Norte", "12", ""]), 2).await.unwrap();
    person::learn(&mut tx, &ana, &known(["", "GH", "Sur", "", ""]), 3).await.unwrap();
    let learned = row(&mut tx, "ana@scj.test").await;
    assert_eq!(learned.known(), known(["Ana", "GH", "Sur", "12", ""]));
    assert_eq!((learned.source.as_str(), learned.updated_at), ("learned", 3));
    person::import(&mut tx, &[(ana.clone(), known(["Ana Pérez", "Talento", "", "", ""]))], 4).await.unwrap();
    person::learn(&mut tx, &ana, &known(["Anita", "GH", "Norte", "99", "ana1"]), 5).await.unwrap();
    let kept = row(&mut tx, "ana@scj.test").await;
    assert_eq!(kept.known(), known(["Ana Pérez", "Talento", "Sur", "12", "ana1"]));
    assert_eq!((kept.source.as_str(), kept.updated_at), ("import", 5));
    assert_eq!(person::known(&mut tx, &ana).await.unwrap(), kept.known());
    assert_eq!(person::known(&mut tx, &address("eva@scj.test")).await.unwrap(), Known::default());
}

async fn an_import_replaces_and_an_empty_field_leaves_what_is_known(on: On) {
    let store = TestStore::open(on).await;
    let mut tx = store.db.write().await.unwrap();
    // More than one statement holds.
    let people: Vec<(Address, Known)> = (0..1201)
        .map(|n| (address(&format!("p{n:04}@scj.test")), known([&format!("P {n}"), "GH", "", "", ""])))
        .collect();
    person::lock(&mut tx).await.unwrap();
    person::import(&mut tx, &people, 1).await.unwrap();
    let again = [(people[1200].0.clone(), known(["", "Talento", "Sur", "", "p1200"]))];
    person::import(&mut tx, &again, 2).await.unwrap();
    let rows = person::list(&mut tx).await.unwrap();
    assert_eq!(rows.len(), 1201);
    assert!(rows.is_sorted_by_key(|row| row.address.clone()));
    assert_eq!(rows[1200].known(), known(["P 1200", "Talento", "Sur", "", "p1200"]));
    assert_eq!((rows[1199].updated_at, rows[1200].updated_at), (1, 2));
    let asked: Vec<&Address> = people.iter().map(|(address, _)| address).collect();
    let stranger = address("nobody@scj.test");
    let asked: Vec<&Address> = asked.into_iter().chain([&stranger]).collect();
    let found = person::by_addresses(&mut tx, &asked).await.unwrap();
    assert_eq!(found.len(), 1201);
    assert_eq!(found["p0007@scj.test"].name.as_deref(), Some("P 7"));
}

async fn an_import_is_whole_or_nothing(on: On) {
    let store = TestStore::open(on).await;
    let mut tx = store.db.write().await.unwrap();
    person::import(&mut tx, &[(address("ana@scj.test"), known(["Ana", "", "", "", ""]))], 1).await.unwrap();
    drop(tx);
    assert_eq!(store.number("SELECT COUNT(*) FROM person").await, 0);
}

async fn an_import_and_a_batch_of_mails_do_not_wait_for_each_other(on: On) {
    let store = TestStore::open(on).await;
    let people = |names: [&str; 2]| names.map(|name| (address(name), known([name, "", "", "", ""])));
    let (forward, backward) =
        (people(["ana@scj.test", "eva@scj.test"]), people(["eva@scj.test", "ana@scj.test"]));
    let mut mails = store.db.write().await.unwrap();
    person::learn(&mut mails, &forward[0].0, &forward[0].1, 1).await.unwrap();
    let db = store.db.clone();
    let import = tokio::spawn(async move {
        let mut tx = db.write().await.unwrap();
        person::lock(&mut tx).await.unwrap();
        person::import(&mut tx, &backward, 2).await.unwrap();
        tx.commit().await.unwrap();
    });
    person::learn(&mut mails, &forward[1].0, &forward[1].1, 1).await.unwrap();
    mails.commit().await.unwrap();
    import.await.unwrap();
    assert_eq!(store.number("SELECT COUNT(*) FROM person WHERE source = 'import'").await, 2);
}

/// What is gathered about a mail of somebody.
async fn gathered(tx: &mut Tx, from: &str, subject: &str, rules: &Rules, senders: &mut Senders) -> Facts {
    let mail = Mail { from: Some(contact(from)), authors: 1, subject: subject.to_owned(), ..Mail::default() };
    facts::gather(tx, &mail, None, rules, now(), senders).await.unwrap()
}

async fn the_facts_know_the_sender(on: On) {
    let mut store = TestStore::open(on).await;
    store.rules.staff = Staff::read(
        "[[group]]\nid = \"mesa-n1\"\nname = \"Mesa\"\nlevel = 1\n\
         [[requester]]\nemail = \"eva@scj.test\"\nname = \"Eva Ruiz\"\n",
    )
    .unwrap();
    let rules = &store.rules;
    let mut tx = store.db.write().await.unwrap();
    let (ana, eva, luz) = (address("ana@scj.test"), address("eva@scj.test"), address("luz@scj.test"));
    let people = [
        (ana.clone(), known(["Ana", "GH", "", "", ""])),
        (eva.clone(), known(["Evita", "GH", "Sur", "", ""])),
    ];
    person::import(&mut tx, &people, 1).await.unwrap();
    store.apply(&mut tx, &registers(new_ticket()), &arrival("a")).await.unwrap();
    let number = ticket::list(&mut tx, None, None).await.unwrap()[0].number.clone();

    let ask = [&ana, &eva, &luz, &ana];
    let of_ana = known(["Ana", "GH", "", "", ""]);
    // Asked in a batch, asked alone, in a case and about none: it is the same.
    for subject in ["Impresora", &format!("RE: [{number}] Impresora")] {
        for mut senders in [Senders::of(&mut tx, &ask, now()).await.unwrap(), Senders::default()] {
            let mut known_of =
                async |from: &str| gathered(&mut tx, from, subject, rules, &mut senders).await.known;
            assert_eq!(known_of("ana@scj.test").await, of_ana, "{subject}");
            assert_eq!(
                known_of("eva@scj.test").await,
                known(["Eva Ruiz", "GH", "Sur", "", ""]),
                "the staff list first"
            );
            assert_eq!(known_of("luz@scj.test").await, Known::default());
        }
    }
    // What the first mail of a batch taught is known to the second.
    let mut senders = Senders::of(&mut tx, &ask, now()).await.unwrap();
    assert_eq!(gathered(&mut tx, "ana@scj.test", "", rules, &mut senders).await.known, of_ana);
    person::learn(&mut tx, &ana, &known(["", "", "Norte", "", ""]), 2).await.unwrap();
    let later = gathered(&mut tx, "ana@scj.test", "", rules, &mut senders).await;
    assert_eq!(later.known, known(["Ana", "GH", "Norte", "", ""]));
    // A machine is somebody too.
    let mut senders = Senders::of(&mut tx, &[&eva], now()).await.unwrap();
    for _ in 0..2 {
        let mail = Mail {
            from: Some(contact("eva@scj.test")),
            authors: 1,
            automatic: Some(Automatic::Machine(String::new())),
            ..Mail::default()
        };
        let facts = facts::gather(&mut tx, &mail, None, rules, now(), &mut senders).await.unwrap();
        assert_eq!(facts.known, known(["Eva Ruiz", "GH", "Sur", "", ""]));
    }
}

async fn somebody_is_shown_and_forgotten(on: On) {
    let store = TestStore::open(on).await;
    let mut tx = store.db.write().await.unwrap();
    let ana = address("ana@scj.test");
    assert!(traces::of(&mut tx, &ana).await.unwrap().is_empty());
    store.apply(&mut tx, &registers(new_ticket()), &arrival("a")).await.unwrap();
    let mut other = new_ticket();
    other.requester = contact("eva@scj.test");
    store.apply(&mut tx, &registers(other), &arrival("b")).await.unwrap();
    ticket::participate(&mut tx, 2, &ana);
    execute(&mut tx, "UPDATE ticket SET assignee = 'luz@scj.test' WHERE id = 1").await.unwrap();
    person::import(&mut tx, &[(ana.clone(), known(["Ana", "", "", "", ""]))], 1).await.unwrap();

    let case = |number: &str, role: &str| CaseTrace {
        number: number.to_owned(),
        role: role.to_owned(),
        status: "open".to_owned(),
        subject: "Impresora".to_owned(),
        created_at: millis(0),
    };
    let held = traces::of(&mut tx, &ana).await.unwrap();
    assert_eq!(
        held,
        Traces {
            cases: vec![case("SCJ-2026-000001", "requester"), case("SCJ-2026-000002", "participant")],
            requests: Vec::new(),
            counts: Counts { mails: 2, letters: 2, events: 0, surveys: 0 },
        }
    );
    let luz = traces::of(&mut tx, &address("luz@scj.test")).await.unwrap();
    assert_eq!(luz.cases, [case("SCJ-2026-000001", "holder")]);

    assert!(person::forget(&mut tx, &ana).await.unwrap());
    assert!(!person::forget(&mut tx, &ana).await.unwrap());
    assert_eq!(person::known(&mut tx, &ana).await.unwrap(), Known::default());
    assert_eq!(traces::of(&mut tx, &ana).await.unwrap(), held, "cases and mails stay");
}
