//! IDLE (RFC 2177): waiting for the server to say that mail has come.

use std::time::Duration;

use async_imap::imap_proto::{Response, Status};
use tokio::time::{Instant, timeout, timeout_at};

use super::session::Session;
use crate::mailbox::SourceError;

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// Not at all: it has only begun.
    Started,
    /// Mail may have come, or time is up.
    Look,
    /// The server does not IDLE after all.
    Refused,
}

/// Waits in IDLE until mail may have come, at most for `most` whatever keepalives come in between.
///
/// # Errors
/// Any doubt about the connection: it must not be used again.
pub(super) async fn idle(session: &mut Session, most: Duration) -> Result<Ended, SourceError> {
    let until = Instant::now() + most;
    let wire = &mut session.wire;
    if wire.news {
        return Ok(Ended::Look);
    }
    let silence = wire.timing.silence;
    let tag = wire.send("IDLE").await?;
    // The tagged answer, when it is one: whether it is OK.
    let tagged = |response: &Response<'_>| match response {
        Response::Done { tag: of, status, .. } if of.0 == tag => Some(*status == Status::Ok),
        _ => None,
    };
    // Keepalives must not prolong the start, nor the end.
    let started = timeout(silence, async {
        loop {
            let answer = wire.next(|response| match response {
                Response::Continue(_) => Some(Ended::Started),
                other => tagged(other).map(|ok| if ok { Ended::Look } else { Ended::Refused }),
            });
            if let Some(ended) = answer.await? {
                return Ok::<_, SourceError>(ended);
            }
        }
    });
    match started.await {
        Ok(Ok(Ended::Started)) => {}
        Ok(ended) => return ended,
        Err(_) => return Err(SourceError::Unreachable(format!("{} does not start to IDLE", wire.peer))),
    }
    wire.guard().expect_within(None);
    while !wire.news {
        match timeout_at(until, wire.next(tagged)).await {
            Err(_) => break,
            // The server has ended it: nothing is left to be ended.
            Ok(answer) => {
                if answer?.is_some() {
                    return Ok(Ended::Look);
                }
            }
        }
    }
    let finished = timeout(silence, async {
        wire.send_raw("DONE").await?;
        loop {
            if let Some(ok) = wire.next(tagged).await? {
                return Ok::<_, SourceError>(ok);
            }
        }
    });
    match finished.await {
        Ok(Ok(true)) => Ok(Ended::Look),
        Ok(Err(e)) => Err(e),
        Ok(Ok(false)) | Err(_) => {
            Err(SourceError::Unreachable(format!("{} does not end IDLE as it should", wire.peer)))
        }
    }
}
