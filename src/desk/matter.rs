//! A mail with all that it is judged by, and who is believed.

use jiff::Timestamp;

use super::address::Contact;
use super::facts::{Facts, Known, TicketView};
use super::mail::{Mail, Verdict};
use super::rules::Rules;

/// A mail, and what it is judged by.
pub(super) struct Matter<'a> {
    /// The mail.
    pub mail: &'a Mail,
    /// Its author.
    pub sender: &'a Contact,
    /// What is known.
    pub facts: &'a Facts,
    /// The entity's settings, catalogue and staff.
    pub rules: &'a Rules,
    /// When it is judged.
    pub now: Timestamp,
}

impl Matter<'_> {
    /// Whether the sender is proven to be who they say: a trusted server's word, or a letter of ours that they answer
    /// and that was sent to them (rulings 22 and 26).
    pub fn is_proven(&self) -> bool {
        match self.mail.verdict {
            Verdict::Pass => true,
            Verdict::Fail => false,
            Verdict::None => self.facts.proof.is_some(),
        }
    }

    /// Whether the sender may add to a case: its requester, and people of the entity who were copied (ruling 25).
    pub fn takes_part(&self, ticket: &TicketView) -> bool {
        let address = &self.sender.address;
        ticket.requester.address == *address
            || (self.rules.is_internal(address) && ticket.participants.contains(address))
    }

    /// What the staff list's directory, else the one that radica keeps, knows of the sender.
    pub fn known(&self) -> Known {
        self.rules.known(&self.sender.address).or(self.facts.known.clone())
    }

    /// Nothing may be answered by machine: its sender asked for that, or is a machine.
    pub fn is_quiet(&self) -> bool {
        self.mail.wants_no_automatic_answer || self.rules.is_monitoring(&self.sender.address)
    }

    /// Whether the desk stands among the recipients; else it got a blind copy, or an alias was written to.
    pub fn names_the_desk(&self) -> bool {
        let mail = self.mail;
        mail.to.iter().chain(&mail.cc).any(|contact| contact.address == self.rules.desk)
    }
}
