//! Files that go along with a letter, looked at by Debian's clamd before (`[scan]`).

use std::sync::Mutex;
use std::time::Duration;

use tokio::time::{Instant, timeout};

use crate::config::scan::ScanConfig;

/// How long clamd is waited for.
#[derive(Clone, Copy, Debug)]
struct Patience {
    /// To say that it is there.
    hello: Duration,
    /// To look at one file.
    look: Duration,
    /// How long one that was not there is left alone.
    rest: Duration,
}

const PATIENCE: Patience =
    Patience { hello: Duration::from_secs(5), look: Duration::from_secs(60), rest: Duration::from_secs(30) };
/// How many bytes go to it at once.
const CHUNK: usize = 64 << 10;

/// What clamd says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It knows nothing bad of it.
    Clean,
    /// It knows it, by this name.
    Infected(String),
    /// It is there, and cannot look at this file: larger than its `StreamMaxLength`, or more than it can do.
    Unscanned,
}

/// Why a file could not be looked at; one plain sentence.
#[derive(Clone, Debug, thiserror::Error)]
#[error("clamd at {place}: {cause}")]
pub struct Unreachable {
    place: String,
    cause: String,
}

/// Asks clamd. One that does not answer is asked again only after a while, and said to be away once.
#[derive(Debug)]
pub struct Scanner {
    place: ScanConfig,
    patience: Patience,
    /// Since when it is away.
    away_since: Mutex<Option<Instant>>,
}

impl Scanner {
    /// One that asks the clamd at a place. Nothing is connected yet.
    pub fn new(place: ScanConfig) -> Self {
        Self { place, patience: PATIENCE, away_since: Mutex::new(None) }
    }

    /// Which clamd it is, as itself says: program, signatures and their date.
    ///
    /// # Errors
    /// When it does not answer within five seconds.
    pub async fn version(&self) -> Result<String, Unreachable> {
        let asked = async {
            match &self.place {
                ScanConfig::Unix(socket_path) => {
                    clamav_client::tokio::get_version(clamav_client::tokio::Socket { socket_path }).await
                }
                ScanConfig::Tcp(host_address) => {
                    clamav_client::tokio::get_version(clamav_client::tokio::Tcp { host_address }).await
                }
            }
        };
        let answer = self.within(self.patience.hello, asked).await?;
        Ok(said(&answer))
    }

    /// Whether it may be asked: it answered last time, or does so now. One that is away is left alone for half a minute.
    pub async fn is_there(&self) -> bool {
        let away_since = *self.away();
        match away_since {
            None => true,
            Some(since) if since.elapsed() < self.patience.rest => false,
            Some(_) => match self.version().await {
                Ok(_) => true,
                Err(error) => {
                    self.is_away(&error);
                    false
                }
            },
        }
    }

    /// Looks at a file.
    ///
    /// # Errors
    /// When clamd does not answer: the file has not been looked at.
    pub async fn look(&self, bytes: &[u8]) -> Result<Verdict, Unreachable> {
        let looked = self.ask(bytes).await;
        match &looked {
            Ok(_) => {
                if self.away().take().is_some() {
                    tracing::info!("the virus scanner answers again");
                }
            }
            Err(error) => self.is_away(error),
        }
        looked
    }

    async fn ask(&self, bytes: &[u8]) -> Result<Verdict, Unreachable> {
        let asked = async {
            match &self.place {
                ScanConfig::Unix(socket_path) => {
                    let clamd = clamav_client::tokio::Socket { socket_path };
                    clamav_client::tokio::scan_buffer(bytes, clamd, Some(CHUNK)).await
                }
                ScanConfig::Tcp(host_address) => {
                    let clamd = clamav_client::tokio::Tcp { host_address };
                    clamav_client::tokio::scan_buffer(bytes, clamd, Some(CHUNK)).await
                }
            }
        };
        match timeout(self.patience.look, asked).await {
            Ok(Ok(answer)) => {
                let answer = said(&answer);
                tracing::debug!(scan.answer = answer, "the virus scanner has looked at a file");
                return Ok(verdict(&answer));
            }
            Ok(Err(error)) if !is_cut_off(&error) => return Err(self.unreachable(error.to_string())),
            // It closes the connection upon the one that sends more than it takes, whose answer is then lost.
            Ok(Err(_)) | Err(_) => {}
        }
        // One file that it cannot do is no reason to take it for away: the others' files would wait for that one.
        self.version().await?;
        Ok(Verdict::Unscanned)
    }

    async fn within(
        &self,
        most: Duration,
        asked: impl Future<Output = std::io::Result<Vec<u8>>>,
    ) -> Result<Vec<u8>, Unreachable> {
        match timeout(most, asked).await {
            Ok(answer) => answer.map_err(|error| self.unreachable(error.to_string())),
            Err(_) => Err(self.unreachable(format!("no answer within {} seconds", most.as_secs()))),
        }
    }

    fn unreachable(&self, cause: String) -> Unreachable {
        Unreachable { place: self.place.to_string(), cause }
    }

    /// It is away: said when it was there before.
    fn is_away(&self, error: &Unreachable) {
        if self.away().replace(Instant::now()).is_none() {
            tracing::error!(
                scan.error = error.to_string(),
                "the virus scanner does not answer: letters go without their files, which follow"
            );
        }
    }

    fn away(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.away_since.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn is_cut_off(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::BrokenPipe | std::io::ErrorKind::ConnectionReset)
}

fn said(answer: &[u8]) -> String {
    let answer: String =
        String::from_utf8_lossy(answer).chars().filter(|c| !c.is_control()).take(200).collect();
    answer.trim().to_owned()
}

/// clamd(8): `stream: OK`, `stream: NAME FOUND`, and else what it could not do, such as `INSTREAM size limit exceeded. ERROR`.
fn verdict(answer: &str) -> Verdict {
    let told = answer.strip_prefix("stream:").unwrap_or_default().trim();
    match told.strip_suffix("FOUND") {
        Some(name) => Verdict::Infected(name.trim().to_owned()),
        None if told == "OK" => Verdict::Clean,
        None => Verdict::Unscanned,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read() {
        for (answer, wanted) in [
            ("stream: OK", Verdict::Clean),
            ("stream: Eicar-Test-Signature FOUND", Verdict::Infected("Eicar-Test-Signature".to_owned())),
            ("INSTREAM size limit exceeded. ERROR", Verdict::Unscanned),
            ("stream: Can't allocate memory ERROR", Verdict::Unscanned),
            ("OK", Verdict::Unscanned),
            ("", Verdict::Unscanned),
        ] {
            assert_eq!(verdict(answer), wanted, "{answer}");
        }
        assert_eq!(said(b"ClamAV 1.4.6/27800\0"), "ClamAV 1.4.6/27800");
    }

    /// One that takes the connection and says nothing more.
    #[tokio::test]
    async fn one_that_hangs_is_away_and_left_alone_for_a_while() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clamd.ctl");
        let _listener = std::os::unix::net::UnixListener::bind(&path).unwrap();
        let short = Duration::from_millis(20);
        let mut scanner = Scanner::new(ScanConfig::Unix(path));
        scanner.patience = Patience { hello: short, look: short, rest: Duration::from_secs(600) };
        assert!(scanner.is_there().await, "nothing is known of it");
        let error = scanner.look(b"abc").await.unwrap_err().to_string();
        assert!(error.contains("no answer within"), "{error}");
        assert!(!scanner.is_there().await);
        // It is asked again when its rest is over, and again for a short while only.
        scanner.patience.rest = Duration::ZERO;
        assert!(!scanner.is_there().await);
        assert!(scanner.version().await.unwrap_err().to_string().contains("no answer within"));
    }

    #[tokio::test]
    async fn one_that_is_not_there_is_named() {
        let scanner = Scanner::new(ScanConfig::Unix("/nonexistent/clamd.ctl".into()));
        let error = scanner.version().await.unwrap_err().to_string();
        assert!(error.starts_with("clamd at unix:/nonexistent/clamd.ctl: "), "{error}");
    }
}
