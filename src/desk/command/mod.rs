//! Commands in staff mail: lines that begin with `#` above the text (contract, "Commands in staff mail", rulings 31 to
//! 33). Only newly written text is read here; quoted text is never a command.
//!
//! [`read`] knows the words and what may stand together. Whether a command is allowed on a case, in its state and by
//! this person, is for the procedure to say.

mod argument;
mod line;
mod reader;
mod registration;
mod table;
mod target;
mod together;
#[cfg(test)]
mod tests;

use super::address::{Address, Contact};
use super::number::CaseNumber;
use super::rules::Rules;
use crate::config::catalog::{CaseKind, Priority};
use crate::config::staff::Tenure;

pub use table::{Row, table};

/// Who is to have a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Somebody of the staff list.
    Person(Address),
    /// A group of the staff list, by its id.
    Group(String),
}

/// A command. Those that take text find it in [`Given::text`], but for [`Command::Wait`] and [`Command::Register`],
/// which have it themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `#tomar`: the sender takes the case.
    Take,
    /// `#asignar`: somebody else gets it.
    Assign(Target),
    /// `#categoria`: its category is the one of this id.
    Category(String),
    /// `#tipo`: what it is.
    Kind(CaseKind),
    /// `#prioridad`: how pressing it is.
    Priority(Priority),
    /// `#escalar`: to a higher level. The text documents why; it is there.
    Escalate {
        /// 2 to 4. A group that is named is of this level; a person need not be.
        level: u8,
        /// To whom; `None`: as ruling 33 says.
        to: Option<Target>,
    },
    /// `#nota`: the text is internal; it is there.
    Note,
    /// `#pedir`: the text asks the requester for something; it is there.
    Ask,
    /// `#espera`: waits for a third party; the whole of the mail's text is the reason.
    Wait(Option<String>),
    /// `#formato`: sends the blank form of this id. There may be text.
    Form(String),
    /// `#solucion`: the text is the documented solution; it is there.
    Solution,
    /// `#informativo`: the same, of kind informative.
    Informative,
    /// `#no-procede`: the text is the reason; it is there.
    NotApplicable,
    /// `#locativo`: whose the building is.
    Building(Tenure),
    /// `#reabrir`: the handling was wrong; the text is the feedback, and is there.
    Reopen,
    /// `#procedente`: the handling was right; the text is the explanation, and is there.
    Uphold,
    /// `#fusionar`: the case is the same as that one. Always a ticket's number.
    Merge(CaseNumber),
    /// `#registrar`: a request that came by telephone or Teams. It stands alone.
    Register(Box<Registration>),
    /// `#estado`: the sender wants to see the case.
    State,
    /// `#cola`: the sender wants to see their open cases.
    Queue,
    /// `#informe`: the sender wants the report of a month (year, month from 1), or the one that is due.
    Report(Option<(i16, i8)>),
    /// `#ayuda`: the sender wants the table of commands.
    Help,
    /// `#avisar`: the text goes to all requesters of a problem; it is there.
    Announce,
}

/// A request that came by telephone or Teams (`#registrar`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// Who asked; the name as far as it was given.
    pub requester: Contact,
    /// Their dependencia, as far as it was given.
    pub department: Option<String>,
    /// How they asked.
    pub channel: Channel,
    /// The subject, on one line.
    pub title: String,
    /// The description; it says something.
    pub description: String,
}

/// How a request came that did not come by mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// By telephone.
    Phone,
    /// By Teams.
    Teams,
}

impl Channel {
    /// The contract's name of it (ruling 38).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Teams => "teams",
        }
    }
}

/// Something with the line it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered<T> {
    /// The line of the newly written text, from 1.
    pub line: usize,
    /// The line as it was written, without blanks around it; cut where it is long.
    pub written: String,
    /// What it says.
    pub value: T,
}

/// What a mail of the staff says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// The commands, in their order.
    pub commands: Vec<Numbered<Command>>,
    /// The text without the commands. Without any command: the text as it was given, to the last blank.
    pub text: String,
}

/// Something that is wrong with a mail of the staff. Nothing of the mail is done then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line of the newly written text, from 1.
    pub line: usize,
    /// The line as it was written, without blanks around it; cut where it is long.
    pub written: String,
    /// What is wrong: Spanish sentences.
    pub what: String,
    /// How it is written (`#prioridad critica|alta|media|baja`), or a question (`¿Quiso decir #solucion?`).
    pub right: Option<String>,
}

impl Fault {
    /// The whole fault in Spanish, on one line.
    pub fn sentence(&self) -> String {
        let Self { line, written, what, right } = self;
        match right {
            None => format!("Línea {line}, «{written}»: {what}"),
            Some(question) if question.starts_with('¿') => {
                format!("Línea {line}, «{written}»: {what} {question}")
            }
            Some(form) => format!("Línea {line}, «{written}»: {what} Se escribe así: {form}"),
        }
    }
}

/// How many lines of commands a mail may have.
pub const MOST_COMMANDS: usize = 200;
/// How far down a command may begin, in bytes. Text may be longer.
pub const DEEPEST_COMMAND: usize = 20_000;
/// How many faults are told.
pub const MOST_FAULTS: usize = 200;

/// Reads the newly written text of a mail of the staff: its commands, and the text below them.
///
/// # Errors
/// All that is wrong with it, by line, at most [`MOST_FAULTS`]: unknown or misplaced commands, wrong or missing
/// arguments, commands that do not go together, missing text.
pub fn read(text: &str, rules: &Rules) -> Result<Given, Vec<Fault>> {
    reader::Reader::new(text, rules).read()
}
