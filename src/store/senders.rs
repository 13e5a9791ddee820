//! What is asked once for all senders of a batch of mails.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use super::{StoreError, Tx, absence, on, person, placeholders, problem, ticket};
use crate::config::staff::Staff;
use crate::desk::address::Address;
use crate::desk::decision::{Change, Decision};
use crate::desk::facts::Known;

/// What is known of the senders of a batch. It holds for the first mail of each: later ones ask again.
#[derive(Debug, Default)]
pub struct Senders {
    known: HashMap<Address, Sender>,
    open_problems: Vec<(String, String)>,
    turns: Option<Turns>,
}

/// Who was given cases, by group, longest ago first; and who is away.
type Turns = (Vec<(String, Address)>, Vec<Address>);

/// What is known of a sender.
#[derive(Clone, Debug, Default)]
pub(super) struct Sender {
    /// They have been requesters.
    pub has_cases: bool,
    /// Requests of theirs wait for information.
    pub has_waiting: bool,
    /// How many automatic letters they have been sent within the hour, or will be.
    pub answers: u32,
    /// What the directory has of them.
    pub known: Known,
}

impl Senders {
    /// Asks about the senders of a batch.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(tx: &mut Tx, senders: &[&Address], now: Timestamp) -> Result<Self, StoreError> {
        let mut known: HashMap<Address, Sender> = HashMap::new();
        for some in senders.chunks(500) {
            for address in some {
                known.insert((*address).clone(), Sender::default());
            }
            let cases = format!(
                "SELECT DISTINCT requester_email, CAST(0 AS BIGINT) FROM ticket WHERE requester_email IN ({})",
                placeholders(1, some.len())
            );
            let answers = format!(
                "SELECT to_address, COUNT(*) FROM letter WHERE counted AND to_address IN ({0}) AND not_before > ${1} \
                 AND (state <> 'sent' OR not_before <= ${2}) GROUP BY to_address",
                placeholders(1, some.len()),
                some.len() + 1,
                some.len() + 2
            );
            let cases: Vec<(String, i64)> = on!(tx, connection => {
                let mut query = sqlx::query_as(sqlx::AssertSqlSafe(cases));
                for address in some {
                    query = query.bind(address.as_str());
                }
                query.fetch_all(connection).await?
            });
            let waiting = format!(
                "SELECT DISTINCT requester_email, CAST(0 AS BIGINT) FROM request WHERE status = 'waiting' \
                 AND requester_email IN ({})",
                placeholders(1, some.len())
            );
            let waiting: Vec<(String, i64)> = on!(tx, connection => {
                let mut query = sqlx::query_as(sqlx::AssertSqlSafe(waiting));
                for address in some {
                    query = query.bind(address.as_str());
                }
                query.fetch_all(connection).await?
            });
            let answers: Vec<(String, i64)> = on!(tx, connection => {
                let mut query = sqlx::query_as(sqlx::AssertSqlSafe(answers));
                for address in some {
                    query = query.bind(address.as_str());
                }
                query.bind(an_hour_before(now)).bind(now.as_millisecond()).fetch_all(connection).await?
            });
            for (address, _) in cases {
                known.entry(ticket::address(&address)?).or_default().has_cases = true;
            }
            for (address, _) in waiting {
                known.entry(ticket::address(&address)?).or_default().has_waiting = true;
            }
            for (address, letters) in answers {
                known.entry(ticket::address(&address)?).or_default().answers = count(letters);
            }
        }
        for (address, row) in person::by_addresses(tx, senders).await? {
            known.entry(ticket::address(&address)?).or_default().known = row.known();
        }
        let open_problems = problem::open(tx).await?;
        Ok(Self { known, open_problems, turns: None })
    }

    /// What is known of a sender, for their first mail only: it may change what is true for the next.
    pub(super) fn take(&mut self, address: &Address) -> Option<Sender> {
        self.known.remove(address)
    }

    /// The open problems, by category.
    pub(super) fn open_problems(&self) -> &Vec<(String, String)> {
        &self.open_problems
    }

    /// Whose turn it is where cases go around: asked once, then kept up by what the batch itself gives out.
    pub(super) async fn turns(
        &mut self,
        tx: &mut Tx,
        staff: &Staff,
        now: Timestamp,
    ) -> Result<&Turns, StoreError> {
        let turns = match self.turns.take() {
            Some(turns) => turns,
            None => (ticket::rotation(tx, staff).await?, absence::at(tx, now.as_millisecond()).await?),
        };
        Ok(self.turns.insert(turns))
    }

    /// What was decided of a mail has been undone.
    pub fn undone(&mut self) {
        self.turns = None;
    }

    /// Takes note of what has been decided of a mail, for those after it.
    pub fn note(&mut self, decision: &Decision) {
        for change in &decision.changes {
            match (change, &mut self.turns) {
                (Change::Register(new), Some((given, _))) => {
                    if let Some(holder) = &new.assignee {
                        given.push((new.group.clone(), holder.clone()));
                    }
                }
                (Change::UpdateTicket(_) | Change::Away { .. } | Change::Elsewhere { .. }, turns) => {
                    *turns = None
                }
                _ => {}
            }
        }
    }
}

/// An hour before an instant, epoch milliseconds.
pub(super) fn an_hour_before(now: Timestamp) -> i64 {
    now.checked_sub(SignedDuration::from_hours(1)).unwrap_or(now).as_millisecond()
}

/// A count from the database.
pub(super) fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
