//! From a name to a connection that may be logged in on: TCP, TLS as asked and never less, and the greeting.

use std::net::SocketAddr;

use async_imap::imap_proto::{Response, ResponseCode, Status};
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::Timing;
use super::guard::{Guard, Link};
use super::session::Capabilities;
use super::wire::{Wire, connection_error};
use crate::config::mailbox::{Endpoint, Tls};
use crate::mailbox::SourceError;
use crate::tls;

/// Connects and reads the greeting, all within [`Timing::connect`]. With it come the capabilities, where the greeting
/// names them and may be believed (before STARTTLS it may not).
pub(super) async fn connect(
    endpoint: &Endpoint,
    timing: &Timing,
) -> Result<(Wire, Option<Capabilities>), SourceError> {
    let peer = format!("{}:{}", endpoint.host, endpoint.port);
    match tokio::time::timeout(timing.connect, dial(endpoint, timing, &peer)).await {
        Ok(done) => done,
        Err(_) => Err(SourceError::Unreachable(format!(
            "{peer} did not greet within {} s",
            timing.connect.as_secs_f32()
        ))),
    }
}

async fn dial(
    endpoint: &Endpoint,
    timing: &Timing,
    peer: &str,
) -> Result<(Wire, Option<Capabilities>), SourceError> {
    let tcp = reach(endpoint, peer).await?;
    let wire = |link| Wire::new(Guard::new(link, timing.silence), peer.to_owned(), timing.clone());
    match endpoint.tls {
        Tls::None => {
            let mut wire = wire(Link::Plain(tcp));
            let offered = greeting(&mut wire).await?;
            Ok((wire, offered))
        }
        Tls::Implicit => {
            let mut wire = wire(secure(tcp, endpoint, peer).await?);
            let offered = greeting(&mut wire).await?;
            Ok((wire, offered))
        }
        Tls::Starttls => {
            let mut plain = wire(Link::Plain(tcp));
            greeting(&mut plain).await?;
            let answer = plain.command("STARTTLS", |_| {}).await?;
            if !answer.ok {
                let what = format!("{peer} does not start TLS, and without it nobody logs in");
                return Err(answer.refused(&what));
            }
            let Link::Plain(tcp) = plain.into_guard().into_link() else {
                return Err(SourceError::Unreachable(format!("{peer} cannot start TLS twice")));
            };
            // There is no second greeting (RFC 3501, section 6.2.1).
            Ok((wire(secure(tcp, endpoint, peer).await?), None))
        }
    }
}

/// Opens the TCP connection. In plain text only loopback is spoken to, and that is known before the first packet.
async fn reach(endpoint: &Endpoint, peer: &str) -> Result<TcpStream, SourceError> {
    let unreachable = |e: &std::io::Error| SourceError::Unreachable(format!("{peer} cannot be reached: {e}"));
    let addresses: Vec<SocketAddr> = tokio::net::lookup_host((endpoint.host.as_str(), endpoint.port))
        .await
        .map_err(|e| unreachable(&e))?
        .collect();
    if endpoint.tls == Tls::None && !addresses.iter().all(|address| address.ip().is_loopback()) {
        return Err(SourceError::Refused(format!(
            "{peer} is another machine: tls = \"none\" would send the password in the open, and is taken only for loopback"
        )));
    }
    let tcp = TcpStream::connect(addresses.as_slice()).await.map_err(|e| unreachable(&e))?;
    // Commands are short and waited for.
    tcp.set_nodelay(true).map_err(|e| unreachable(&e))?;
    Ok(tcp)
}

async fn secure(tcp: TcpStream, endpoint: &Endpoint, peer: &str) -> Result<Link, SourceError> {
    let ca_file = endpoint.ca_file.clone();
    let config = tokio::task::spawn_blocking(move || tls::client_config(ca_file.as_deref()))
        .await
        .map_err(|e| SourceError::Unreachable(format!("TLS could not be set up: {e}")))?
        .map_err(|e| SourceError::Refused(e.to_string()))?;
    let name = ServerName::try_from(endpoint.host.clone())
        .map_err(|_| SourceError::Refused(format!("{:?} is no host name", endpoint.host)))?;
    let tls = TlsConnector::from(config).connect(name, tcp).await.map_err(|e| connection_error(peer, &e))?;
    Ok(Link::Tls(Box::new(tls)))
}

/// Reads the greeting, which must be OK: BYE is a server that is closed, PREAUTH a session that is not ours to name
/// (and in front of STARTTLS a known trick to prevent it).
async fn greeting(wire: &mut Wire) -> Result<Option<Capabilities>, SourceError> {
    let greeting = wire.next(|response| match response {
        Response::Data { status: Status::Ok, outcome } => Ok(match &outcome.code {
            Some(ResponseCode::Capabilities(offered)) => Some(Capabilities::from_answer(offered)),
            _ => None,
        }),
        Response::Data { status: Status::PreAuth, .. } => Err(true),
        _ => Err(false),
    });
    let greeting = greeting.await?;
    greeting.map_err(|preauth| {
        let peer = &wire.peer;
        if preauth {
            SourceError::Refused(format!("{peer} greets as if somebody were logged in already (PREAUTH)"))
        } else {
            SourceError::Unreachable(format!("{peer} does not greet as an IMAP server does"))
        }
    })
}
