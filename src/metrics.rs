//! The figures of `radica status` for Prometheus, over HTTP on this machine alone (`metrics.listen`).
//!
//! One question is answered: GET /metrics. A web framework would be by far the largest part of it, so this speaks just so
//! much of HTTP/1.1: one request a connection, its head bounded, the whole bounded in time.

use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

use crate::app::{App, AppError};
use crate::clock::bogota;
use crate::health::Health;

/// How long one connection may take.
const EXCHANGE: Duration = Duration::from_secs(10);
/// How long the database may take to answer.
const READING: Duration = Duration::from_secs(5);
/// For how long figures hold.
const FRESH: Duration = Duration::from_secs(1);
/// Bytes of a request's head.
const LONGEST_HEAD: usize = 8 << 10;
/// Connections at once; more wait.
const MOST: usize = 16;

/// Where the metrics are asked for.
#[derive(Debug)]
pub struct Metrics(TcpListener);

/// What is told, and since when.
#[derive(Debug)]
struct Teller {
    app: Arc<App>,
    told: Mutex<Option<(Instant, Arc<str>)>>,
}

impl Metrics {
    /// Begins to listen.
    ///
    /// # Errors
    /// When the address is taken or is none of this machine's.
    pub async fn listen(address: SocketAddr) -> Result<Self, AppError> {
        let failed = |error| AppError::Listen(address, error);
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let bound = listener.local_addr().map_err(failed)?;
        tracing::info!("metrics are told at http://{bound}/metrics");
        Ok(Self(listener))
    }

    /// Answers until `stop` is cancelled.
    pub async fn answer(self, app: Arc<App>, stop: CancellationToken) {
        let teller = Arc::new(Teller { app, told: Mutex::new(None) });
        // Dropped with this future, they end.
        let mut exchanges = JoinSet::new();
        let mut complained = false;
        loop {
            while exchanges.try_join_next().is_some() {}
            let accepted = tokio::select! {
                accepted = self.0.accept(), if exchanges.len() < MOST => accepted,
                Some(_) = exchanges.join_next() => continue,
                () = stop.cancelled() => return,
            };
            match accepted {
                Ok((stream, _)) => {
                    complained = false;
                    let teller = teller.clone();
                    exchanges.spawn(async move {
                        // Who does not ask in time, or does not listen, is left alone.
                        let _ = timeout(EXCHANGE, exchange(stream, &teller)).await;
                    });
                }
                Err(error) => {
                    if !std::mem::replace(&mut complained, true) {
                        tracing::error!(metrics.error = error.to_string(), "the metrics cannot be asked for");
                    }
                    // Mostly there are no file descriptors left.
                    tokio::select! {
                        () = tokio::time::sleep(Duration::from_secs(1)) => {}
                        () = stop.cancelled() => return,
                    }
                }
            }
        }
    }
}

impl Teller {
    /// The figures, read anew when the last are older than a second. Who asks meanwhile waits for the same.
    async fn told(&self) -> Arc<str> {
        let mut told = self.told.lock().await;
        if let Some((since, text)) = told.as_ref()
            && since.elapsed() < FRESH
        {
            return text.clone();
        }
        let now = self.app.clock.now();
        // A task of its own: a transaction whose beginning is broken off stays open in PostgreSQL's pool.
        let app = self.app.clone();
        let reading = tokio::spawn(async move { Health::read(&app.db, &app.config, now).await });
        let text: Arc<str> = match timeout(READING, reading).await {
            Ok(Ok(Ok(health))) => text(&health, now).into(),
            // The loops say what is wrong with the database.
            _ => UP.line(0.0).into(),
        };
        *told = Some((Instant::now(), text.clone()));
        text
    }
}

/// One request and its answer.
async fn exchange(mut stream: TcpStream, teller: &Teller) -> std::io::Result<()> {
    let Some(head) = head(&mut stream).await? else { return Ok(()) };
    let (status, body, is_head) = match asked(&head) {
        Asked::Metrics { is_head } => ("200 OK", teller.told().await, is_head),
        Asked::Other => ("404 Not Found", "Only /metrics is here.\n".into(), false),
        Asked::WrongMethod => ("405 Method Not Allowed\r\nAllow: GET, HEAD", "".into(), false),
        Asked::Malformed => ("400 Bad Request", "".into(), false),
    };
    let mut answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        body.len()
    );
    if !is_head {
        answer += &body;
    }
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}

/// A request's head; as much of it as is bearable; none when the other side ends before.
async fn head(stream: &mut TcpStream) -> std::io::Result<Option<Vec<u8>>> {
    let mut head = Vec::new();
    let mut part = [0; 1024];
    while head.len() < LONGEST_HEAD && !is_whole(&head) {
        let read = stream.read(&mut part).await?;
        if read == 0 {
            return Ok(None);
        }
        head.extend_from_slice(part.get(..read).unwrap_or_default());
    }
    Ok(Some(head))
}

fn is_whole(head: &[u8]) -> bool {
    head.windows(4).any(|end| end == b"\r\n\r\n")
}

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Metrics { is_head: bool },
    Other,
    WrongMethod,
    Malformed,
}

fn asked(head: &[u8]) -> Asked {
    let line = head.split(|byte| *byte == b'\r').next().and_then(|line| std::str::from_utf8(line).ok());
    let mut words = line.unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some(version), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Asked::Malformed;
    };
    if !is_whole(head) || !version.starts_with("HTTP/1.") {
        return Asked::Malformed;
    }
    match (target.split('?').next(), method) {
        (Some("/metrics"), "GET" | "HEAD") => Asked::Metrics { is_head: method == "HEAD" },
        (Some("/metrics"), _) => Asked::WrongMethod,
        _ => Asked::Other,
    }
}

/// A figure: its name and what it is. All are gauges.
struct Gauge(&'static str, &'static str);

const UP: Gauge = Gauge("radica_up", "1 when the figures could be read from the database.");

impl Gauge {
    /// The figure without labels, with its explanation.
    fn line(&self, value: f64) -> String {
        self.lines([(String::new(), value)])
    }

    /// The figure with labels, each with its braces.
    fn lines(&self, values: impl IntoIterator<Item = (String, f64)>) -> String {
        let Self(name, help) = self;
        let mut out = format!("# HELP {name} {help}\n# TYPE {name} gauge\n");
        for (labels, value) in values {
            // Writing to a String does not fail.
            let _ = writeln!(out, "{name}{labels} {value}");
        }
        out
    }
}

/// The figures in Prometheus's text format. What has never happened is left out.
fn text(health: &Health, now: Timestamp) -> String {
    let figures = &health.figures;
    let mut out = UP.line(1.0);
    let mut gauge = |name, help, value: Option<f64>| {
        if let Some(value) = value {
            out += &Gauge(name, help).line(value);
        }
    };
    gauge(
        "radica_mailbox_last_look_timestamp_seconds",
        "When the mailbox was last looked at to its end.",
        health.looked.map(seconds),
    );
    gauge(
        "radica_outbox_last_sent_timestamp_seconds",
        "When the last letter was handed to the server.",
        figures.last_sent.map(|millis| count(millis) / 1000.0),
    );
    gauge("radica_outbox_queued", "Letters that are queued.", Some(count(figures.queued)));
    gauge(
        "radica_outbox_oldest_queued_seconds",
        "For how long the oldest letter waits of those that may go now; 0 without any.",
        Some(health.oldest_queued().map_or(0.0, |since| (seconds(now) - seconds(since)).max(0.0))),
    );
    gauge("radica_outbox_failed", "Letters that will never arrive.", Some(count(figures.failed)));
    gauge("radica_inbound_quarantined", "Mails that are set apart.", Some(count(figures.quarantined)));
    gauge("radica_tickets_open", "Cases that are open or wait.", Some(count(figures.tickets_open)));
    gauge(
        "radica_paused",
        "1 while outgoing is paused.",
        Some(if health.paused.is_some() { 1.0 } else { 0.0 }),
    );
    let expires = health.secret_expires.and_then(|day| day.to_zoned_datetime(bogota()).ok());
    gauge(
        "radica_secret_expires_timestamp_seconds",
        "The beginning of the day on which the OAuth2 secret ends.",
        expires.map(|day| seconds(day.timestamp())),
    );
    let turns = health.loops.iter().map(|(name, at)| (format!("{{loop=\"{name}\"}}"), seconds(*at)));
    out + &Gauge(
        "radica_loop_last_turn_timestamp_seconds",
        "When a loop of the service last turned, written once a minute.",
    )
    .lines(turns)
}

fn seconds(at: Timestamp) -> f64 {
    count(at.as_millisecond()) / 1000.0
}

/// A count or milliseconds as Prometheus has its numbers.
#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
fn count(value: i64) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::health::Figures;

    #[test]
    fn answers_one_question() {
        for (head, expected) in [
            ("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", Asked::Metrics { is_head: false }),
            ("GET /metrics?a=b HTTP/1.0\r\n\r\n", Asked::Metrics { is_head: false }),
            ("HEAD /metrics HTTP/1.1\r\n\r\n", Asked::Metrics { is_head: true }),
            ("POST /metrics HTTP/1.1\r\n\r\n", Asked::WrongMethod),
            ("GET / HTTP/1.1\r\n\r\n", Asked::Other),
            ("GET /metrics/ HTTP/1.1\r\n\r\n", Asked::Other),
            ("GET /metrics HTTP/1.1\r\nHost: x\r\n", Asked::Malformed),
            ("GET /metrics\r\n\r\n", Asked::Malformed),
            ("GET  /metrics HTTP/1.1\r\n\r\n", Asked::Malformed),
            ("PRI * HTTP/2.0\r\n\r\n", Asked::Malformed),
            ("\u{16}\u{3}\u{1}", Asked::Malformed),
            ("", Asked::Malformed),
        ] {
            assert_eq!(asked(head.as_bytes()), expected, "{head:?}");
        }
    }

    #[test]
    fn writes_prometheus_text() {
        let now: Timestamp = "2026-11-20T10:00:00-05:00".parse().unwrap();
        let then = now - jiff::SignedDuration::from_secs(90);
        let health = Health {
            figures: Figures {
                queued: 3,
                oldest_queued: Some(then.as_millisecond()),
                failed: 2,
                ..Figures::default()
            },
            loops: [("mailbox".to_owned(), now), ("outbox".to_owned(), then)].into(),
            paused: Some(then),
            secret_expires: "2027-11-20".parse().ok(),
            ..Health::default()
        };
        let told = text(&health, now);
        let samples: Vec<&str> = told.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(
            samples,
            [
                "radica_up 1",
                "radica_outbox_queued 3",
                "radica_outbox_oldest_queued_seconds 90",
                "radica_outbox_failed 2",
                "radica_inbound_quarantined 0",
                "radica_tickets_open 0",
                "radica_paused 1",
                "radica_secret_expires_timestamp_seconds 1826686800",
                "radica_loop_last_turn_timestamp_seconds{loop=\"mailbox\"} 1795186800",
                "radica_loop_last_turn_timestamp_seconds{loop=\"outbox\"} 1795186710",
            ]
        );
        assert!(told.ends_with('\n'));
        assert_eq!(UP.line(0.0).lines().last(), Some("radica_up 0"));
    }
}
