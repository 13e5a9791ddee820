//! Several mails in one commit: what they add is written together, and each is judged by what those before it did.

use radica::store::Connection;
use sqlx::Executor as _;

use crate::support::desk::{On, TestDesk, of_kind};

on_both!(
    one_that_cannot_be_kept_is_set_apart_alone,
    the_same_file_in_two_mails_is_kept_once,
    cases_go_around_within_a_batch,
    who_writes_twice_is_known_the_second_time,
);

fn complete(what: &str) -> String {
    format!(
        "{what} Estoy en la Casa de Justicia de Bosa, piso 3.\r\n\r\nCordialmente,\r\n\r\nRosa Gómez\r\nDirección Financiera\r\n"
    )
}

/// The database refuses a case of this subject.
async fn refuse(desk: &TestDesk, subject: &str) {
    let mut tx = desk.app.db.write().await.unwrap();
    match &mut tx.connection {
        Connection::Sqlite(connection) => {
            let trigger = format!(
                "CREATE TRIGGER refused BEFORE INSERT ON ticket WHEN NEW.subject = '{subject}' BEGIN \
                 SELECT RAISE(ABORT, 'it is refused'); END"
            );
            connection.execute(sqlx::AssertSqlSafe(trigger)).await.unwrap();
        }
        Connection::Postgres(connection) => {
            let trigger = format!(
                "CREATE FUNCTION refused() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'it is refused'; END $$ LANGUAGE plpgsql; \
                 CREATE TRIGGER refused BEFORE INSERT ON ticket FOR EACH ROW WHEN (NEW.subject = '{subject}') \
                 EXECUTE FUNCTION refused()"
            );
            sqlx::raw_sql(sqlx::AssertSqlSafe(trigger)).execute(&mut **connection).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
}

async fn one_that_cannot_be_kept_is_set_apart_alone(on: On) {
    let mut desk = TestDesk::open(on).await;
    refuse(&desk, "Rota").await;
    for (from, subject) in
        [("rosa1@scj.test", "Impresora"), ("rosa2@scj.test", "Rota"), ("rosa3@scj.test", "Otra impresora")]
    {
        desk.write(from, subject, &complete("No funciona desde ayer."));
    }
    let letters = desk.step().await;
    let case = |number: &str| ("new_ticket".to_owned(), Some(number.to_owned()));
    assert_eq!(
        desk.taken().await,
        [case("SCJ-2026-000001"), ("quarantined".to_owned(), None), case("SCJ-2026-000002")]
    );
    assert_eq!(of_kind(&letters, "acknowledgement").len(), 2);
    assert_eq!(of_kind(&letters, "operator-alert").len(), 1);
    let mut tx = desk.app.db.read().await.unwrap();
    let apart = radica::store::inbound::list(&mut tx).await.unwrap().remove(1);
    assert!(
        apart.why.contains("it could not be kept") && apart.why.contains("it is refused"),
        "{}",
        apart.why
    );
    assert_eq!((desk.filed(".Procesados"), desk.filed(".Cuarentena")), (2, 1));
    desk.is_at_rest().await;
}

async fn the_same_file_in_two_mails_is_kept_once(on: On) {
    let mut desk = TestDesk::open(on).await;
    let picture: &[u8] = b"\x89PNG\r\n\x1a\n la firma de todos";
    for from in ["rosa1@scj.test", "rosa2@scj.test"] {
        let text = complete("La impresora no imprime.");
        desk.write_with_files(from, "Impresora", &text, "", &[("foto.png", picture), ("otra.png", picture)]);
    }
    desk.step().await;
    let outcomes: Vec<String> = desk.taken().await.into_iter().map(|(outcome, _)| outcome).collect();
    assert_eq!(outcomes, ["new_ticket", "new_ticket"]);
    desk.is_at_rest().await;
}

async fn cases_go_around_within_a_batch(on: On) {
    let mut desk = TestDesk::with(on, "[rules]\nrotation = true\n").await;
    for n in 1..=5 {
        desk.write(&format!("rosa{n}@scj.test"), "Impresora", &complete("La impresora no imprime."));
    }
    desk.step().await;
    let mut holders = Vec::new();
    for n in 1..=5 {
        holders.push(desk.ticket(&format!("SCJ-2026-{n:06}")).await.assignee.unwrap());
    }
    assert_ne!(holders[0], holders[1]);
    assert_eq!([&holders[0], &holders[1], &holders[0]], [&holders[2], &holders[3], &holders[4]]);
}

async fn who_writes_twice_is_known_the_second_time(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write("rosa1@scj.test", "Impresora", &complete("La impresora no imprime."));
    desk.write("rosa1@scj.test", "Mi caso", "¿Cómo va mi caso?");
    let letters = desk.step().await;
    let outcomes: Vec<String> = desk.taken().await.into_iter().map(|(outcome, _)| outcome).collect();
    assert_eq!(outcomes, ["new_ticket", "asked_number"]);
    assert!(of_kind(&letters, "ask-number")[0].text.contains("SCJ-2026-000001"), "{}", letters[0].text);
}
