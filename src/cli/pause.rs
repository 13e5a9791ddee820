//! `radica pause`, `radica resume`.

use std::path::Path;

use clap::ValueEnum;

use super::table::date;
use super::{Failure, clock, open, print};
use crate::store::{Db, outbox, state};

pub(super) const EXAMPLES: &str = "\
Examples:
  radica pause outgoing
  radica outbox list        what stays queued
  radica resume outgoing

While outgoing is paused radica check, radica outbox list and radica status say so, and run-once exits with 75 when
letters stay queued.";

/// What can be paused.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Side {
    /// Letters: none is sent
    Outgoing,
}

/// Pauses outgoing; a pause that holds already keeps its beginning.
///
/// # Errors
/// When the configuration is wrong or the database does not answer.
pub(super) async fn pause(config: Option<&Path>, side: Side) -> Result<(), Failure> {
    let Side::Outgoing = side;
    let now = clock::start()?.now().as_millisecond();
    let db = Db::open(&open::settings(config)?.storage.database).await?;
    let mut tx = db.write().await?;
    let since = state::pause(&mut tx, now).await?;
    tx.commit().await?;
    db.close().await;
    print(sentence(since) + "\n")
}

/// Ends the pause.
///
/// # Errors
/// When the configuration is wrong or the database does not answer.
pub(super) async fn resume(config: Option<&Path>, side: Side) -> Result<(), Failure> {
    let Side::Outgoing = side;
    let now = clock::start()?.now().as_millisecond();
    let db = Db::open(&open::settings(config)?.storage.database).await?;
    let mut tx = db.write().await?;
    let since = state::resume(&mut tx).await?;
    let waiting = outbox::waiting(&mut tx, now).await?;
    tx.commit().await?;
    db.close().await;
    print(match since {
        Some(since) => format!("Outgoing was paused since {}. {}\n", date(since), queued(waiting)),
        None => "Outgoing is not paused.\n".to_owned(),
    })
}

/// What becomes of the letters that have waited.
fn queued(waiting: i64) -> String {
    let goes = match waiting {
        0 => return "No letter is queued.".to_owned(),
        1 => "1 letter is queued; it goes".to_owned(),
        more => format!("{more} letters are queued; they go"),
    };
    format!("{goes} with the next round of radica serve or radica run-once.")
}

/// That outgoing is paused, and what ends it.
pub(super) fn sentence(since: i64) -> String {
    format!("Outgoing is paused since {}: letters stay queued until radica resume outgoing", date(since))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted() {
        let next = "with the next round of radica serve or radica run-once.";
        for (waiting, told) in [
            (0, "No letter is queued.".to_owned()),
            (1, format!("1 letter is queued; it goes {next}")),
            (3, format!("3 letters are queued; they go {next}")),
        ] {
            assert_eq!(queued(waiting), told);
        }
    }
}
