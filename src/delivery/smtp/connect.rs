//! From a host name to a connection that may send: TCP, TLS, greeting, `EHLO`, `STARTTLS`, `AUTH`.
//!
//! All that comes before the secured `EHLO` is spoken here rather than by lettre, which would keep what a third party
//! slipped in behind the answer to `STARTTLS` and take it for the server's secured answers.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::commands::Ehlo;
use lettre::transport::smtp::extension::ClientId;
use rustls::CertificateError;
use rustls::pki_types::ServerName;
use secrecy::ExposeSecret;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::Limits;
use super::session::{Offers, Session, Trouble, sort, spell};
use crate::config::mailbox::{Endpoint, Login, Proof, Tls};
use crate::delivery::SendError;
use crate::delivery::answer::{Stage, one_line};
use crate::desk::address::Address;
use crate::oauth::Tokens;
use crate::tls;

/// Longest answer that is read in the clear, in bytes.
const MAX_ANSWER: u64 = 64 * 1024;

/// At how many addresses of a host a connection is tried.
const MAX_ADDRESSES: usize = 4;

/// A server, and how to get to it.
pub(super) struct Server {
    endpoint: Endpoint,
    /// `host:port`.
    name: String,
    tls: Option<(TlsConnector, ServerName<'static>)>,
    hello: ClientId,
    tokens: Option<Tokens>,
}

impl Server {
    /// Reads the trust roots: the system's, and those of the CA file.
    pub fn new(endpoint: &Endpoint, tokens: Option<&Tokens>) -> Result<Self, SendError> {
        let name = format!("{}:{}", endpoint.host, endpoint.port);
        let tls = match endpoint.tls {
            Tls::None if !is_loopback(&endpoint.host) => {
                return Err(SendError::Unavailable(format!(
                    "tls = \"none\" is only for this machine itself, and {name} is not: use \"starttls\" or \"implicit\""
                )));
            }
            Tls::None => None,
            Tls::Implicit | Tls::Starttls => {
                let host = ServerName::try_from(endpoint.host.clone()).map_err(|_| {
                    SendError::Unavailable(format!(
                        "\"{}\" is no host name that a certificate could bear",
                        endpoint.host
                    ))
                })?;
                let config = tls::client_config(endpoint.ca_file.as_deref())
                    .map_err(|error| SendError::Unavailable(error.to_string()))?;
                Some((TlsConnector::from(config), host))
            }
        };
        Ok(Self {
            endpoint: endpoint.clone(),
            name,
            tls,
            hello: ClientId::default(),
            tokens: tokens.cloned(),
        })
    }

    /// `host:port`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Connects and, where a login is set, logs in.
    pub async fn connect(&self, limits: &Limits) -> Result<Session, SendError> {
        let opened = timeout(limits.connect, self.open(limits)).await;
        let (mut smtp, offers) = opened.unwrap_or_else(|_| {
            Err(self.unreachable(&format!("no connection within {}", spell(limits.connect))))
        })?;
        let login = match &self.endpoint.login {
            Some(login) => Some(self.log_in(&mut smtp, &offers, login, limits.command).await?),
            None => None,
        };
        let (login, renew_at) = login.unzip();
        let secured = match self.endpoint.tls {
            Tls::Implicit => "secured by TLS",
            Tls::Starttls => "secured by STARTTLS",
            Tls::None => "not secured",
        };
        Ok(Session::new(smtp, offers, self.name.clone(), secured, login, renew_at.flatten()))
    }

    /// All before the login.
    async fn open(&self, limits: &Limits) -> Result<(AsyncSmtpConnection, Offers), SendError> {
        let tcp = self.tcp(limits.connect).await?;
        let wire = match (self.endpoint.tls, &self.tls) {
            (Tls::Implicit, Some(tls)) => {
                self.greeted(Wire::Tls(Box::new(self.secure(tcp, tls).await?))).await?
            }
            (Tls::Starttls, Some(tls)) => {
                let tcp = self.starttls(tcp).await?;
                Wire::Tls(Box::new(self.secure(tcp, tls).await?))
            }
            _ => self.greeted(Wire::Plain(tcp)).await?,
        };
        // lettre waits for a greeting, and there is none after STARTTLS: it gets one that has been read already.
        let stream = Greeted { greeting: b"220 \r\n", wire };
        let mut smtp = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &self.hello)
            .await
            .map_err(|error| self.refused(sort(Ok(Err(error)), 250, limits.connect), Stage::Hello))?;
        // Asked once more, since lettre keeps neither SIZE nor all of AUTH.
        let answer = smtp.command(Ehlo::new(self.hello.clone())).await;
        let answer =
            answer.map_err(|error| self.refused(sort(Ok(Err(error)), 250, limits.connect), Stage::Hello))?;
        let offers = Offers::read(answer.message());
        Ok((smtp, offers))
    }

    async fn tcp(&self, limit: Duration) -> Result<TcpStream, SendError> {
        let host = (self.endpoint.host.as_str(), self.endpoint.port);
        let found = tokio::net::lookup_host(host).await;
        let addresses: Vec<SocketAddr> = found
            .map_err(|error| self.unreachable(&format!("its name cannot be looked up: {error}")))?
            .take(MAX_ADDRESSES)
            .collect();
        let each = limit / u32::try_from(addresses.len().max(1)).unwrap_or(1);
        let mut why = "its name has no address".to_owned();
        for address in addresses {
            match timeout(each, TcpStream::connect(address)).await {
                Ok(Ok(tcp)) => {
                    // A letter's last bytes go by themselves; they would wait for the ones before to be confirmed.
                    tcp.set_nodelay(true).map_err(|error| self.unreachable(&plain_io(&error)))?;
                    return Ok(tcp);
                }
                Ok(Err(error)) => why = plain_io(&error),
                Err(_) => why = format!("no connection within {}", spell(each)),
            }
        }
        Err(self.unreachable(&why))
    }

    async fn secure(
        &self,
        tcp: TcpStream,
        (connector, host): &(TlsConnector, ServerName<'static>),
    ) -> Result<TlsStream<TcpStream>, SendError> {
        connector.connect(host.clone(), tcp).await.map_err(|error| {
            match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                Some(tls) => SendError::Unavailable(format!(
                    "no TLS with {}: {}",
                    self.name,
                    plain_tls(tls, &self.endpoint.host)
                )),
                None => self.unreachable(&format!("during the TLS handshake {}", plain_io(&error))),
            }
        })
    }

    async fn greeted(&self, wire: Wire) -> Result<Wire, SendError> {
        let mut reader = BufReader::new(wire);
        self.answer(&mut reader, Stage::Greeting).await?;
        self.unbuffered(reader)
    }

    /// Greeting, `EHLO`, `STARTTLS`; never goes on without it.
    async fn starttls(&self, tcp: TcpStream) -> Result<TcpStream, SendError> {
        let mut reader = BufReader::new(tcp);
        self.answer(&mut reader, Stage::Greeting).await?;
        self.say(&mut reader, &format!("EHLO {}\r\n", self.hello)).await?;
        let lines = self.answer(&mut reader, Stage::Hello).await?;
        if !Offers::read(lines.iter().map(String::as_str)).starttls {
            return Err(SendError::Unavailable(format!(
                "{} does not offer STARTTLS, and nothing is sent without it",
                self.name
            )));
        }
        self.say(&mut reader, "STARTTLS\r\n").await?;
        self.answer(&mut reader, Stage::StartTls).await?;
        self.unbuffered(reader)
    }

    /// The stream below, if nothing was said that was not asked for.
    fn unbuffered<S: AsyncRead>(&self, reader: BufReader<S>) -> Result<S, SendError> {
        if reader.buffer().is_empty() {
            Ok(reader.into_inner())
        } else {
            Err(SendError::Unavailable(format!(
                "{} said more than it was asked; somebody may be between",
                self.name
            )))
        }
    }

    async fn say(&self, reader: &mut BufReader<TcpStream>, line: &str) -> Result<(), SendError> {
        let said = reader.get_mut().write_all(line.as_bytes()).await;
        said.map_err(|error| self.unreachable(&plain_io(&error)))
    }

    /// Reads an answer in full; its lines without codes, if it is the expected one.
    async fn answer(
        &self,
        reader: &mut (impl AsyncBufReadExt + Unpin),
        stage: Stage,
    ) -> Result<Vec<String>, SendError> {
        let mut limited = reader.take(MAX_ANSWER);
        let mut lines = Vec::new();
        loop {
            let mut line = Vec::new();
            let read = limited.read_until(b'\n', &mut line).await;
            read.map_err(|error| self.unreachable(&plain_io(&error)))?;
            if line.last() != Some(&b'\n') {
                return Err(self.unreachable("the server closed the connection"));
            }
            let line = String::from_utf8_lossy(&line);
            let line = line.trim_end();
            let code: Option<u16> = line.get(..3).and_then(|code| code.parse().ok());
            let (Some(code), mark) = (code, line.as_bytes().get(3)) else {
                return Err(SendError::Unavailable(format!(
                    "{} does not speak SMTP: {}",
                    self.name,
                    one_line(line)
                )));
            };
            lines.push(line.get(4..).unwrap_or("").to_owned());
            if mark == Some(&b'-') {
                continue;
            }
            if code == stage.expects() {
                return Ok(lines);
            }
            return Err(self.refused(Err(Trouble::Answer { code, text: lines.join(" ") }), stage));
        }
    }

    /// `AUTH`, the only place that does it. Returns who is logged in, as it may stand in a log, and when the connection
    /// had better be made anew, where the proof ends.
    async fn log_in(
        &self,
        smtp: &mut AsyncSmtpConnection,
        offers: &Offers,
        login: &Login,
        limit: Duration,
    ) -> Result<(String, Option<Instant>), SendError> {
        let user = Address::parse(&login.user).map_or_else(
            |_| format!("{}***", login.user.chars().take(1).collect::<String>()),
            |address| address.masked(),
        );
        let renew_at = match (&login.proof, &self.tokens) {
            (Proof::Password(password), _) => {
                let password = password.expose_secret();
                let done = self.by_password(smtp, offers, &login.user, password, limit).await?;
                done.map(|()| None)
            }
            (Proof::Oauth2, Some(tokens)) => {
                self.by_token(smtp, offers, &login.user, tokens, limit).await?.map(Some)
            }
            (Proof::Oauth2, None) => {
                return Err(SendError::Unavailable(format!("no [oauth2] is set for {}", self.name)));
            }
        };
        match renew_at.map_err(|trouble| self.refused(Err(trouble), Stage::Login)) {
            Ok(renew_at) => Ok((user, renew_at)),
            Err(SendError::Unavailable(text)) => {
                Err(SendError::Unavailable(format!("{text} (login {user} at {})", self.name)))
            }
            Err(other) => Err(other),
        }
    }

    /// `AUTH PLAIN` or `AUTH LOGIN`; inside, what the server answered.
    async fn by_password(
        &self,
        smtp: &mut AsyncSmtpConnection,
        offers: &Offers,
        user: &str,
        password: &str,
        limit: Duration,
    ) -> Result<Result<(), Trouble>, SendError> {
        if smtp.server_info().get_auth_mechanism(DEFAULT_MECHANISMS).is_none() {
            return Err(self.offers_no(offers, "PLAIN or LOGIN"));
        }
        let credentials = Credentials::new(user.to_owned(), password.to_owned());
        let answer = timeout(limit, smtp.auth(DEFAULT_MECHANISMS, &credentials)).await;
        Ok(sort(answer, Stage::Login.expects(), limit).map(|_| ()))
    }

    /// SASL XOAUTH2. Real tokens are longer than servers take on the line of `AUTH`: the token goes when it is asked for.
    async fn by_token(
        &self,
        smtp: &mut AsyncSmtpConnection,
        offers: &Offers,
        user: &str,
        tokens: &Tokens,
        limit: Duration,
    ) -> Result<Result<Instant, Trouble>, SendError> {
        if !offers.auth.iter().any(|offered| offered == "XOAUTH2") {
            return Err(self.offers_no(offers, "XOAUTH2"));
        }
        let token = tokens.token().await.map_err(|error| SendError::Unavailable(error.to_string()))?;
        let mut say = async |line: &str, expected: u16| {
            sort(timeout(limit, smtp.command(format!("{line}\r\n"))).await, expected, limit)
        };
        let asked = say("AUTH XOAUTH2", 334).await;
        let done = match asked {
            Ok(_) => match say(&token.xoauth2(user), Stage::Login.expects()).await {
                // What is wrong comes as a challenge, the refusal itself after an empty answer.
                Err(Trouble::Answer { code: 334, .. }) => say("", Stage::Login.expects()).await,
                done => done,
            },
            refused => refused,
        };
        // A server that has no time says nothing of the token.
        if matches!(done, Err(Trouble::Answer { code, .. }) if !(400..500).contains(&code)) {
            tokens.refused(&token).await;
        }
        Ok(done.map(|_| token.renew_at))
    }

    fn offers_no(&self, offers: &Offers, wanted: &str) -> SendError {
        let offered = offers.auth.join(", ");
        let but = if offered.is_empty() { String::new() } else { format!(", but {offered}") };
        SendError::Unavailable(format!("{} offers no login by {wanted}{but}", self.name))
    }

    fn refused(&self, trouble: Result<String, Trouble>, stage: Stage) -> SendError {
        match trouble {
            Err(Trouble::Lost(why)) => self.unreachable(&why),
            Err(answer) => answer.into_error(stage, &self.name),
            Ok(text) => {
                SendError::Unavailable(format!("{} answered out of turn: {}", self.name, one_line(&text)))
            }
        }
    }

    fn unreachable(&self, why: &str) -> SendError {
        SendError::Unavailable(format!("cannot reach {}: {why}", self.name))
    }
}

/// `localhost`, or an address of the loopback interface.
fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Why a connection failed, in plain words.
pub(super) fn plain_io(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "connection refused".to_owned(),
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
            "the connection was reset".to_owned()
        }
        io::ErrorKind::UnexpectedEof => "the server closed the connection".to_owned(),
        io::ErrorKind::TimedOut => "the connection timed out".to_owned(),
        _ => one_line(&error.to_string()),
    }
}

/// Why TLS failed, in plain words.
fn plain_tls(error: &rustls::Error, host: &str) -> String {
    match error {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            CertificateError::UnknownIssuer => {
                "its certificate is from an authority that is not trusted here (ca_file can name one)"
                    .to_owned()
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                "its certificate has expired".to_owned()
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "its certificate is not valid yet".to_owned()
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                format!("its certificate is not for the name {host}")
            }
            other => one_line(&format!("its certificate is not good: {other}")),
        },
        rustls::Error::InvalidMessage(_) => "it does not speak TLS on this port".to_owned(),
        other => one_line(&other.to_string()),
    }
}

/// What bytes go over.
#[derive(Debug)]
enum Wire {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// A stream whose greeting has been read already, and is handed out once more.
#[derive(Debug)]
struct Greeted {
    greeting: &'static [u8],
    wire: Wire,
}

impl AsyncTokioStream for Greeted {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        match &self.wire {
            Wire::Plain(tcp) => tcp.peer_addr(),
            Wire::Tls(tls) => tls.get_ref().0.peer_addr(),
        }
    }
}

impl AsyncRead for Greeted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.greeting.is_empty() {
            return Pin::new(&mut self.wire).poll_read(cx, buf);
        }
        let now = self.greeting.len().min(buf.remaining());
        let (head, rest) = self.greeting.split_at(now);
        buf.put_slice(head);
        self.greeting = rest;
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_read(cx, buf),
            Self::Tls(tls) => Pin::new(tls).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Greeted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.wire {
            Wire::Plain(tcp) => Pin::new(tcp).poll_write(cx, buf),
            Wire::Tls(tls) => Pin::new(tls).poll_write(cx, buf),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.wire {
            Wire::Plain(tcp) => Pin::new(tcp).poll_flush(cx),
            Wire::Tls(tls) => Pin::new(tls).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.wire {
            Wire::Plain(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Wire::Tls(tls) => Pin::new(tls).poll_shutdown(cx),
        }
    }
}
