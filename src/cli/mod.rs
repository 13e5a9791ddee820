//! The command line: what can be asked of the program, and who answers it. One file a command.

mod card;
mod catalog;
mod check;
pub mod clock;
mod demo;
mod explain;
mod export;
mod failure;
mod inbound;
mod json;
pub mod logging;
mod open;
mod outbox;
mod pages;
pub mod panics;
mod pause;
mod people;
pub mod plain;
pub mod progress;
mod replay;
mod report;
mod request;
mod run_once;
mod serve;
mod stats;
mod status;
mod survey;
mod table;
mod ticket;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueHint};

use failure::print_raw;
pub use failure::{Failure, print};
pub use open::open;

use crate::desk::address::{Address, AddressError};

const EXAMPLES: &str = "\
Examples:
  radica demo                          see the whole cycle, nothing to set up
  radica check                         prove an installation, a line for each part
  radica serve                         run the desk
  radica ticket list --status open     what is being worked on
  radica ticket show SCJ-2026-000123   one case with its history
  radica explain mail.eml              what would be done with this mail, and why

Where to look next:
  radica help COMMAND                  a command in full
  radica man | man -l -                all of it as a manual page

Environment:
  RADICA_CONFIG           the configuration file, when --config names none
  RADICA__SECTION__KEY    sets a key of the configuration, such as RADICA__DESK__NAME
  RADICA_LOG              what is logged, such as debug or radica::delivery=debug
  RADICA_NOW              starts the clock at an instant, such as 2026-11-20T10:00:00-05:00

Exit codes:
  0   done
  1   it went wrong; one sentence on standard error says what
  2   wrong usage
  75  something could not be done now and stays queued (run-once)";

/// An IT service desk run wholly by mail (procedure PD-GT-1).
///
/// radica takes the mails that people send to the desk, makes cases of them, answers, assigns, reminds and reports,
/// all by mail. `serve` is the daemon; the other commands prove an installation, or show what the desk has taken,
/// decided and sent. Start with `radica demo`, which needs no server and no configuration.
#[derive(Debug, Parser)]
#[command(name = "radica", version, after_long_help = EXAMPLES, after_help = "More with --help.")]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub struct Cli {
    /// The configuration; without it ./radica.toml, then /etc/radica/radica.toml
    #[arg(long, global = true, value_name = "FILE", env = "RADICA_CONFIG", hide_env_values = true, value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// What is asked.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be asked.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the desk: take mail as it comes, do what falls due, send what is queued
    ///
    /// Runs until SIGTERM or SIGINT, and stops cleanly. SIGHUP reads catalogue, staff and templates again. Logs go to
    /// the journal under systemd, else to standard error.
    #[command(
        after_long_help = "Examples:\n  radica serve\n  RADICA_LOG=debug radica --config test.toml serve\n\nBefore the first start: radica check"
    )]
    Serve,
    /// Do one full round and exit
    ///
    /// Takes all the mail that waits, does all that is due, sends all that is queued. For a timer instead of the
    /// daemon, and for tests.
    #[command(
        after_long_help = "Exit codes: 0 when nothing is left undone; 75 when the mailbox or the outgoing server could not be\nreached, or a letter stays queued."
    )]
    RunOnce,
    /// Prove the installation: a line for each part
    ///
    /// Reads configuration, catalogue, staff and templates, opens the database, and really logs in to the mailbox and
    /// to the outgoing server. Exit code 0 only when all hold.
    #[command(
        after_long_help = "Example:\n  radica --config /etc/radica/radica.toml check\n\nNext: radica run-once, or radica serve"
    )]
    Check,
    /// Show the whole cycle on sample mails: no server, no configuration
    ///
    /// Puts sample Spanish mails into a mailbox of its own, lets the desk answer them, and says what happened and
    /// where to look.
    Demo {
        /// Where the demo's mailbox, database and configuration are put
        #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
        dir: Option<PathBuf>,
    },
    /// Cases
    #[command(subcommand)]
    Ticket(ticket::TicketCommand),
    /// Requests that wait for missing information and have no case number yet
    #[command(subcommand)]
    Request(RequestCommand),
    /// Surveys and their answers
    #[command(subcommand)]
    Survey(survey::SurveyCommand),
    /// Every mail ever taken, and what became of it
    #[command(subcommand)]
    Inbound(InboundCommand),
    /// Letters: queued, sent, failed
    #[command(subcommand)]
    Outbox(outbox::OutboxCommand),
    /// Let no letter out until `radica resume`: mail is taken, deadlines are met, letters stay queued
    ///
    /// The running service heeds it at its next look at the outbox, within seconds; a letter already in hand still goes.
    #[command(after_long_help = pause::EXAMPLES)]
    Pause {
        /// What is paused
        side: pause::Side,
    },
    /// Let letters out again: what is queued goes, each letter once
    #[command(after_long_help = pause::EXAMPLES)]
    Resume {
        /// What goes on
        side: pause::Side,
    },
    /// Say how the desk is, and what needs a person
    ///
    /// Read from the database alone, whether the service runs or not.
    #[command(after_long_help = status::NOTES)]
    Status {
        /// How the answer is written.
        #[command(flatten)]
        format: Format,
    },
    /// The directory: who people are, so that nobody is asked twice
    #[command(subcommand)]
    People(PeopleCommand),
    /// Write the monthly report's files
    ///
    /// Writes the report as a page (HTML), a workbook with a sheet a table and the month's cases (xlsx), the cases (CSV)
    /// and the figures (report.json). The running month is reported as far as it has come. The report is also mailed by
    /// itself, once, on the month's business day set (rules.report_business_day).
    #[command(after_long_help = "Example:\n  radica report --month 2026-11 --out informe")]
    Report(report::Wanted),
    /// Show how the month stands so far: created, open, waiting, overdue, surveys
    Stats {
        /// How the answer is written.
        #[command(flatten)]
        format: Format,
    },
    /// Say what would be done with a mail, and why; changes nothing
    ///
    /// Judges the mail as the daemon would, with what the database knows now.
    #[command(after_long_help = "Examples:\n  radica explain mail.eml\n  radica explain mail.eml --json")]
    Explain {
        /// The mail, as a file with all its headers (.eml)
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// How the answer is written.
        #[command(flatten)]
        format: Format,
    },
    /// The catalogue: what agents' corrections teach
    #[command(subcommand)]
    Catalog(CatalogCommand),
    /// Judge stored mails again by today's catalogue; changes nothing
    ///
    /// Shows which first mails of cases would now be decided otherwise: what to look at after a change of catalogue,
    /// vocabulary, staff list or directory, before the running service reads it.
    #[command(
        after_long_help = "Examples:\n  radica replay --since 30d\n  radica replay --since 2026-11-01 --json\n\nTo try a changed catalogue beside the one in use: RADICA__DESK__CATALOG=new.toml radica replay"
    )]
    Replay {
        /// How far back: a time like 30d, or a date
        #[arg(long, value_name = "TIME", default_value = "30d", value_parser = replay::Since::parse)]
        since: replay::Since,
        /// How the answer is written.
        #[command(flatten)]
        format: Format,
    },
    /// Print the completions of a shell
    #[command(
        after_long_help = "Examples:\n  radica completions bash > ~/.local/share/bash-completion/completions/radica\n  radica completions zsh > ~/.zfunc/_radica\n  radica completions fish > ~/.config/fish/completions/radica.fish"
    )]
    Completions {
        /// Which shell
        #[arg(value_name = "SHELL")]
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    #[command(
        after_long_help = "Examples:\n  radica man | man -l -\n  radica man --out /usr/local/share/man/man1"
    )]
    Man {
        /// Write a page for each command into this folder instead
        #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
        out: Option<PathBuf>,
    },
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, Args)]
pub struct Format {
    /// Write JSON, for programs
    #[arg(long)]
    pub json: bool,
}

/// What can be done with the catalogue.
#[derive(Debug, Subcommand)]
pub enum CatalogCommand {
    /// Learn from what agents have corrected, and say how much it helps
    ///
    /// Each case whose category an agent has set teaches. The figures are measured by cross-validation: each case is
    /// judged by what the others teach. What was learned has a say once classify.learned is true and the service has read
    /// it (SIGHUP); explain names the words that moved it.
    #[command(after_long_help = "Examples:\n  radica catalog train --dry-run\n  radica catalog train --json")]
    Train {
        /// Measure only; what was learned before stays
        #[arg(long)]
        dry_run: bool,
        /// How the answer is written.
        #[command(flatten)]
        format: Format,
    },
}

/// `radica request`
#[derive(Debug, Subcommand)]
pub enum RequestCommand {
    /// List requests, oldest first, and what each one lacks
    List {
        /// How the answer is written.
        #[command(flatten)]
        format: Format,
    },
}

/// `radica inbound`
#[derive(Debug, Subcommand)]
pub enum InboundCommand {
    /// List all mails taken, oldest first, those set apart included
    List {
        /// How the answer is written.
        #[command(flatten)]
        format: Format,
    },
    /// Show what became of a mail, and why
    #[command(
        after_long_help = "Examples:\n  radica inbound show 12\n  radica inbound show 12 --raw > mail.eml"
    )]
    Show {
        /// The mail's id in `radica inbound list`
        #[arg(value_name = "ID")]
        id: i64,
        /// Write the mail's bytes exactly as they came
        #[arg(long)]
        raw: bool,
    },
    /// Take a mail again that was set apart (outcome quarantined)
    Retry {
        /// The mail's id in `radica inbound list`
        #[arg(value_name = "ID")]
        id: i64,
    },
}

/// `radica people`
#[derive(Debug, Subcommand)]
pub enum PeopleCommand {
    /// Take people from a CSV file into the directory
    ///
    /// Encoding (UTF-8, UTF-16, windows-1252) and separator (comma, semicolon, tab) are found out. The first row may
    /// name the columns, in any order: correo (email), nombre (name), apellidos (surname), dependencia (department),
    /// sede (site), extensión (extension), usuario (username); others are not read. Without such a row they are
    /// address, name, dependencia, site, in this order. A row that cannot be read is named and skipped; the others
    /// are imported all at once. An empty cell leaves what is known.
    #[command(
        after_long_help = "Examples:\n  radica people import people.csv --dry-run\n  radica people import people.csv"
    )]
    Import {
        /// The file (.csv)
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// Show what would happen, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// List everybody in the directory, by address
    ///
    /// The column From says where it is known from: the staff list, an import, or what they have written.
    List {
        /// How the answer is written.
        #[command(flatten)]
        format: Format,
    },
    /// Show all that the desk holds about a person (Ley 1581)
    #[command(
        after_long_help = "Examples:\n  radica people show ana.perez@scj.gov.co\n  radica people show ana.perez@scj.gov.co --json"
    )]
    Show {
        /// The person's address
        #[arg(value_name = "ADDRESS", value_parser = address, value_hint = ValueHint::EmailAddress)]
        address: Address,
        /// How the answer is written.
        #[command(flatten)]
        format: Format,
    },
    /// Erase what was imported or learned of a person (Ley 1581)
    ///
    /// Cases and mails stay until storage.retention (Ley 594); an entry in the staff list is taken out by hand.
    #[command(after_long_help = "Example:\n  radica people forget ana.perez@scj.gov.co")]
    Forget {
        /// The person's address
        #[arg(value_name = "ADDRESS", value_parser = address, value_hint = ValueHint::EmailAddress)]
        address: Address,
    },
}

fn address(text: &str) -> Result<Address, AddressError> {
    Address::parse(text)
}

impl Command {
    /// What is logged unless `RADICA_LOG` says otherwise.
    fn log_level(&self) -> &'static str {
        match self {
            Self::Serve => "info",
            // It tells its story itself.
            Self::Demo { .. } => "error",
            _ => "warn",
        }
    }
}

/// Reads the arguments of the process. Help, the version and wrong usage end the process.
///
/// # Errors
/// Exit code 2 when no command is named; the help has been shown (contract, ruling 47).
pub fn parse() -> Result<Cli, ExitCode> {
    let error = match Cli::try_parse() {
        Ok(cli) => return Ok(cli),
        Err(error) if error.kind() == ErrorKind::MissingSubcommand => error,
        Err(error) => error.exit(),
    };
    // clap shows the help by itself only when there is no option either, and RADICA_CONFIG counts as one.
    let mut root = Cli::command();
    root.build();
    let mut command = &mut root;
    if let Some(ContextValue::String(path)) = error.get(ContextKind::InvalidSubcommand) {
        for name in path.split(' ').skip(1) {
            match command.find_subcommand_mut(name) {
                Some(found) => command = found,
                None => error.exit(),
            }
        }
    }
    let help = command.render_help();
    let _ = write!(std::io::stderr(), "{help}");
    Err(ExitCode::from(2))
}

/// Does what is asked; says on standard error what went wrong, in one sentence.
pub async fn run(cli: Cli) -> ExitCode {
    logging::init(cli.command.log_level());
    match dispatch(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

async fn dispatch(cli: Cli) -> Result<(), Failure> {
    let config = cli.config.as_deref();
    match cli.command {
        Command::Serve => serve::run(config).await,
        Command::RunOnce => run_once::run(config).await,
        Command::Check => check::run(config).await,
        Command::Demo { dir } => demo::run(dir.as_deref()).await,
        Command::Explain { file, format } => explain::run(config, &file, format).await,
        Command::Catalog(CatalogCommand::Train { dry_run, format }) => {
            catalog::train(config, dry_run, format).await
        }
        Command::Replay { since, format } => replay::run(config, since, format).await,
        Command::Inbound(InboundCommand::Retry { id }) => inbound::retry(config, id).await,
        Command::Ticket(command) => ticket::run(config, &command).await,
        Command::Request(RequestCommand::List { format }) => request::list(config, format).await,
        Command::Report(wanted) => report::run(config, &wanted).await,
        Command::Stats { format } => stats::run(config, format).await,
        Command::Survey(survey::SurveyCommand::List { month, format }) => {
            survey::list(config, month, format).await
        }
        Command::Inbound(InboundCommand::List { format }) => inbound::list(config, format).await,
        Command::Inbound(InboundCommand::Show { id, raw }) => inbound::show(config, id, raw).await,
        Command::Outbox(command) => outbox::run(config, command).await,
        Command::Pause { side } => pause::pause(config, side).await,
        Command::Resume { side } => pause::resume(config, side).await,
        Command::Status { format } => status::run(config, format).await,
        Command::People(PeopleCommand::Import { file, dry_run }) => {
            people::import(config, &file, dry_run).await
        }
        Command::People(PeopleCommand::List { format }) => people::list(config, format).await,
        Command::People(PeopleCommand::Show { address, format }) => {
            people::show(config, &address, format).await
        }
        Command::People(PeopleCommand::Forget { address }) => people::forget(config, &address).await,
        Command::Completions { shell } => pages::completions(shell),
        Command::Man { out } => pages::man(out.as_deref()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_sound_and_every_command_is_explained() {
        Cli::command().debug_assert();
        let mut waiting = vec![Cli::command()];
        while let Some(command) = waiting.pop() {
            assert!(command.get_about().is_some(), "{} has no words", command.get_name());
            for argument in command.get_arguments() {
                assert!(argument.get_help().is_some(), "{} {}", command.get_name(), argument.get_id());
            }
            waiting.extend(command.get_subcommands().cloned());
        }
    }

    #[test]
    fn reads_the_contracts_commands() {
        for line in [
            "serve",
            "run-once",
            "check",
            "demo",
            "demo --dir /tmp/x",
            "ticket list",
            "ticket list --status waiting_third_party --requester ana@scj.test --json",
            "ticket show SCJ-2026-000001 --json",
            "request list --json",
            "survey list --month 2026-11 --json",
            "report --month 2026-11 --out informe",
            "stats --json",
            "inbound list --json",
            "inbound show 1 --raw",
            "inbound retry 1",
            "outbox list --json",
            "outbox show 1",
            "outbox retry 1",
            "pause outgoing",
            "resume outgoing",
            "status --json",
            "people import people.csv",
            "people import people.csv --dry-run",
            "people list --json",
            "people show ana@scj.test --json",
            "people forget ana@scj.test",
            "explain mail.eml --json",
            "explain --json mail.eml --config x.toml",
            "replay",
            "catalog train",
            "catalog train --dry-run --json",
            "replay --since 12h --json",
            "completions zsh",
            "man",
            "man --out pages",
            "--config x.toml check",
        ] {
            let words = std::iter::once("radica").chain(line.split(' '));
            assert!(Cli::try_parse_from(words).is_ok(), "{line}");
        }
        for line in [
            "ticket list --status gone",
            "ticket list --requester ana",
            "inbound show x",
            "replay --since soon",
            "report --month 2026-13 --out x",
            "report --month 2026-11",
            "pause",
            "pause incoming",
            "sing",
        ] {
            let words = std::iter::once("radica").chain(line.split(' '));
            assert_eq!(Cli::try_parse_from(words).map(|_| ()).unwrap_err().exit_code(), 2, "{line}");
        }
    }
}
