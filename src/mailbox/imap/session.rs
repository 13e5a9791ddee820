//! A session: a connection that is logged in and has the inbox selected.

use std::collections::BTreeSet;

use async_imap::imap_proto::{Capability, Response, ResponseCode, Status};

use super::utf7::quoted;
use super::wire::{Code, Wire};
use super::{Timing, auth, connect};
use crate::config::mailbox::ImapConfig;
use crate::mailbox::{Shelf, SourceError};
use crate::oauth::Tokens;
use tokio::time::Instant;

/// What a server offers, in upper case (`AUTH=PLAIN`, `MOVE`).
#[derive(Clone, Debug, Default)]
pub(super) struct Capabilities(BTreeSet<String>);

impl Capabilities {
    pub(super) fn from_names(names: impl IntoIterator<Item = String>) -> Self {
        Self(names.into_iter().map(|name| name.to_ascii_uppercase()).collect())
    }

    pub(super) fn from_answer(offered: &[Capability<'_>]) -> Self {
        Self::from_names(offered.iter().map(|capability| match capability {
            Capability::Imap4rev1 => "IMAP4REV1".to_owned(),
            Capability::Auth(mechanism) => format!("AUTH={mechanism}"),
            Capability::Atom(atom) => atom.to_string(),
        }))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

/// A connection that is logged in and has the inbox selected.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) wire: Wire,
    pub(super) offered: Capabilities,
    /// Of the inbox, as it was when it was selected; a server that changes it ends the session (RFC 3501, 2.3.1.1).
    pub(super) validity: u32,
    /// Shelves known to be there.
    pub(super) shelves: Vec<Shelf>,
    /// IDLE was refused in spite of the offer.
    pub(super) idle_refused: bool,
    /// When it had better be made anew, where its proof ends.
    pub(super) renew_at: Option<Instant>,
}

impl Session {
    /// Connects, logs in, asks what is offered now, and selects the inbox.
    pub(super) async fn open(
        config: &ImapConfig,
        timing: &Timing,
        tokens: Option<&Tokens>,
    ) -> Result<Self, SourceError> {
        let endpoint = &config.endpoint;
        let Some(login) = &endpoint.login else {
            let sentence = format!("no user is set for the mailbox at {}", endpoint.host);
            return Err(SourceError::Refused(sentence));
        };
        let (mut wire, greeted) = connect::connect(endpoint, timing).await?;
        let before = match greeted {
            Some(offered) => offered,
            None => ask_capabilities(&mut wire).await?,
        };
        let renew_at = auth::log_in(&mut wire, &before, login, tokens).await?;
        // Exchange Online offers MOVE only to who is logged in.
        let offered = ask_capabilities(&mut wire).await?;
        let validity = select(&mut wire, &config.folder).await?;
        Ok(Self { wire, offered, validity, shelves: Vec::new(), idle_refused: false, renew_at })
    }

    /// Makes sure that a shelf's folder is there; asks the server once a session.
    pub(super) async fn ensure_shelf(&mut self, shelf: Shelf, folder: &str) -> Result<(), SourceError> {
        if !self.shelves.contains(&shelf) {
            let there =
                self.wire.command(&format!("STATUS {} (UIDVALIDITY)", quoted(folder)), |_| {}).await?;
            if !there.ok {
                self.create(folder).await?;
            }
            self.shelves.push(shelf);
        }
        Ok(())
    }

    /// Makes a folder; one that is there already is no error.
    pub(super) async fn create(&mut self, folder: &str) -> Result<(), SourceError> {
        let name = quoted(folder);
        let made = self.wire.command(&format!("CREATE {name}"), |_| {}).await?;
        if made.ok {
            // So that mail programs show it. A server without subscriptions may refuse.
            let _ = self.wire.command(&format!("SUBSCRIBE {name}"), |_| {}).await?;
            return Ok(());
        }
        if made.code == Code::AlreadyExists {
            return Ok(());
        }
        // Not every server has the code: the folder itself is the proof.
        let there = self.wire.command(&format!("STATUS {name} (UIDVALIDITY)"), |_| {}).await?;
        if there.ok {
            return Ok(());
        }
        Err(made.refused(&format!("{} does not make the folder {folder:?}", self.wire.peer)))
    }
}

async fn ask_capabilities(wire: &mut Wire) -> Result<Capabilities, SourceError> {
    let mut offered = Capabilities::default();
    let answer = wire
        .command("CAPABILITY", |response| {
            if let Response::Capabilities(list) = response {
                offered = Capabilities::from_answer(list);
            }
        })
        .await?;
    if answer.ok { Ok(offered) } else { Err(answer.refused(&format!("{} refuses CAPABILITY", wire.peer))) }
}

/// Selects the inbox for reading and writing; gives its UIDVALIDITY.
async fn select(wire: &mut Wire, folder: &str) -> Result<u32, SourceError> {
    let mut validity = None;
    let answer = wire
        .command(&format!("SELECT {}", quoted(folder)), |response| {
            if let Response::Data { status: Status::Ok, outcome } = response
                && let Some(ResponseCode::UidValidity(value)) = outcome.code
            {
                validity = Some(value);
            }
        })
        .await?;
    let peer = &wire.peer;
    if !answer.ok {
        return Err(answer.refused(&format!("{peer} does not open the folder {folder:?}")));
    }
    if answer.code == Code::ReadOnly {
        let sentence =
            format!("{peer} opens the folder {folder:?} for reading only: mail cannot be filed away");
        return Err(SourceError::Refused(sentence));
    }
    validity.ok_or_else(|| {
        SourceError::Refused(format!("{peer} gives no UIDVALIDITY for {folder:?}: mail cannot be told apart"))
    })
}
