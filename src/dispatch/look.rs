//! Before a file goes along with a letter, the virus scanner looks at it. What it knows is held back and named; what it
//! cannot look at now follows in another letter.

use std::collections::HashMap;

use super::{Dispatch, GIVE_UP};
use crate::clock::bogota;
use crate::desk::address::{Address, Contact};
use crate::desk::compose::to_operators;
use crate::desk::decision::{Event, NewLetter};
use crate::desk::letter::{Content, DelayedFiles, OperatorAlert};
use crate::desk::mail::Attachment;
use crate::desk::rules::Rules;
use crate::letters::{Held, HeldFiles};
use crate::scan::{Scanner, Verdict};
use crate::store::event::{self, Place};
use crate::store::outbox::{self, Claimed};
use crate::store::scan::{self, Found, Incomplete};
use crate::store::{StoreError, Tx, lease, told};

/// For how long a verdict holds, in milliseconds of the database's clock: signatures are new each day.
const HOLDS: i64 = 24 * 3600 * 1000;

/// Files with their bytes.
pub(super) type Contents = [(Attachment, Vec<u8>)];

/// What came of looking at some files.
#[derive(Default)]
pub(super) struct Looked {
    /// Those that stay behind, and why.
    pub held: HeldFiles,
    /// What was found just now, to be kept.
    new: Vec<(Attachment, Found)>,
}

impl Looked {
    fn take(&mut self, file: &Attachment, found: &Found) {
        match found {
            Found::Clean => None,
            Found::Infected(threat) => self.held.insert(file.sha256.clone(), Held::Infected(threat.clone())),
            Found::Unscanned => self.held.insert(file.sha256.clone(), Held::Unscanned),
        };
    }

    /// Whether all of them have a verdict.
    fn is_whole(&self) -> bool {
        !self.held.values().any(|held| *held == Held::Follows)
    }
}

/// Looks at files, but at those only whose verdict is not known from the last day.
pub(super) async fn look(scanner: &Scanner, known: &HashMap<String, Found>, files: &Contents) -> Looked {
    let mut looked = Looked::default();
    for (file, bytes) in files {
        if let Some(found) = known.get(&file.sha256) {
            looked.take(file, found);
            continue;
        }
        let verdict = if scanner.is_there().await { scanner.look(bytes).await.ok() } else { None };
        let found = match verdict {
            Some(Verdict::Clean) => Found::Clean,
            Some(Verdict::Infected(threat)) => Found::Infected(threat),
            Some(Verdict::Unscanned) => Found::Unscanned,
            None => {
                looked.held.insert(file.sha256.clone(), Held::Follows);
                continue;
            }
        };
        looked.take(file, &found);
        looked.new.push((file.clone(), found));
    }
    looked
}

/// What is known of files from the last day.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn known(tx: &mut Tx, files: &Contents) -> Result<HashMap<String, Found>, StoreError> {
    let names: Vec<&str> = files.iter().map(|(file, _)| file.sha256.as_str()).collect();
    let real = lease::real(tx).await?;
    scan::known(tx, &names, real - HOLDS).await
}

impl Dispatch {
    /// Writes down what was found in a letter's files: in the case's history, to the operator, and what is to follow.
    pub(super) async fn keep_verdicts(
        &self,
        tx: &mut Tx,
        rules: &Rules,
        letter: &Claimed,
        looked: &Looked,
    ) -> Result<(), StoreError> {
        let place = Place { ticket: letter.ticket_id, request: letter.request_id, inbound: None };
        self.keep_found(tx, rules, place, letter.number.as_deref(), looked).await?;
        let real = lease::real(tx).await?;
        for (name, _) in looked.held.iter().filter(|(_, held)| **held == Held::Follows) {
            scan::follows(tx, letter.id, name, real).await?;
        }
        Ok(())
    }

    async fn keep_found(
        &self,
        tx: &mut Tx,
        rules: &Rules,
        place: Place,
        number: Option<&str>,
        looked: &Looked,
    ) -> Result<(), StoreError> {
        let (now, real) = (self.clock.now(), lease::real(tx).await?);
        for (file, found) in &looked.new {
            scan::keep(tx, &file.sha256, found, real).await?;
            let Found::Infected(threat) = found else { continue };
            let key = format!("infected/{}/{}", number.unwrap_or_default(), file.sha256);
            if !told::first(tx, &key, now.as_millisecond()).await? {
                continue;
            }
            tracing::warn!(
                file.sha256 = file.sha256,
                file.threat = threat,
                "a file is infected and set apart"
            );
            let what =
                format!("El antivirus encontró «{threat}» en el archivo «{}»: quedó apartado.", file.name);
            if place.ticket.is_some() || place.request.is_some() {
                let event = Event::by_radica("infected", &*what, "the virus scanner knows it");
                event::add(tx, place, now.as_millisecond(), &[&event], None);
            }
            let day = now.to_zoned_datetime(bogota()).date();
            // A flood of them is no flood of alerts.
            if told::first(tx, &format!("infected/{day}"), now.as_millisecond()).await? {
                let alerts = to_operators(rules, &alert(number, &what), now);
                let about = outbox::About { ticket: None, request: None, number: None };
                let alerts: Vec<&NewLetter> = alerts.iter().collect();
                outbox::queue(tx, about, &alerts, self.desk.domain(), now.as_millisecond(), false).await?;
            }
        }
        Ok(())
    }

    /// Sends the files after letters that had to go without them, once the scanner answers.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(super) async fn send_what_follows(&self, rules: &Rules) -> Result<(), StoreError> {
        let Some(scanner) = &self.scanner else { return Ok(()) };
        let mut after = 0;
        loop {
            let mut tx = self.db.read().await?;
            let Some(letter) = scan::next_incomplete(&mut tx, after).await? else { return Ok(()) };
            let is_given_up = lease::real(&mut tx).await? - letter.since > GIVE_UP;
            drop(tx);
            after = letter.letter_id;
            if !is_given_up && !scanner.is_there().await {
                return Ok(());
            }
            self.follow(scanner, rules, &letter, is_given_up).await?;
        }
    }

    /// Queues the letter that brings what is to follow another, when all of it has been looked at.
    async fn follow(
        &self,
        scanner: &Scanner,
        rules: &Rules,
        letter: &Incomplete,
        is_given_up: bool,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.read().await?;
        let names = scan::to_follow(&mut tx, letter.letter_id).await?;
        let content: Content = serde_json::from_str(&letter.content)
            .map_err(|error| StoreError::Corrupt(format!("letter {}: {error}", letter.letter_id)))?;
        let (mut files, mut attachments) = (Vec::new(), Vec::new());
        for file in content.attachments().iter().filter(|file| names.contains(&file.sha256)) {
            match self.blobs.get(&mut tx, &file.sha256).await {
                Ok(bytes) => files.push((file.clone(), bytes)),
                Err(StoreError::Erased(..)) => continue,
                // Bytes that are lost are told of, and tried again, where the letter is worded.
                Err(StoreError::Blob(_)) => {}
                Err(error) => return Err(error),
            }
            attachments.push(file.clone());
        }
        let known = known(&mut tx, &files).await?;
        drop(tx);
        let mut looked = look(scanner, &known, &files).await;
        if !looked.is_whole() {
            if !is_given_up {
                return Ok(());
            }
            // Nobody has been able to for days: it is said, and the file stays here.
            for (file, _) in &files {
                if looked.held.get(&file.sha256) == Some(&Held::Follows) {
                    looked.new.push((file.clone(), Found::Unscanned));
                }
            }
        }
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let place = Place { ticket: letter.ticket_id, request: letter.request_id, inbound: None };
        self.keep_found(&mut tx, rules, place, letter.number.as_deref(), &looked).await?;
        if !scan::settled(&mut tx, letter.letter_id).await? {
            return Ok(());
        }
        if !attachments.is_empty() {
            let address =
                Address::parse(&letter.to_address).map_err(|error| StoreError::Corrupt(error.to_string()))?;
            let follows = NewLetter {
                to: Contact { address, name: letter.to_name.clone() },
                content: Content::DelayedFiles(DelayedFiles {
                    title: content.title().map(str::to_owned),
                    for_staff: letter.for_staff,
                    attachments,
                }),
                in_reply_to: None,
                counted: false,
                not_before: now,
            };
            let about = outbox::About {
                ticket: letter.ticket_id,
                request: letter.request_id,
                number: letter.number.as_deref(),
            };
            let domain = self.desk.domain();
            outbox::queue(&mut tx, about, &[&follows], domain, now.as_millisecond(), true).await?;
        }
        tx.commit().await
    }
}

fn alert(number: Option<&str>, what: &str) -> Content {
    let about = number.map_or_else(Vec::new, |number| vec![format!("Caso: {number}")]);
    Content::OperatorAlert(OperatorAlert {
        what: "Un archivo que llegó por correo está infectado".to_owned(),
        details: [
            vec![what.to_owned()],
            about,
            vec![
                "Nadie lo recibe por medio de la mesa. Si hay más en este día, no se avisará de cada uno."
                    .to_owned(),
            ],
        ]
        .concat(),
        commands: number.map_or_else(Vec::new, |number| vec![format!("radica ticket show {number}")]),
    })
}
