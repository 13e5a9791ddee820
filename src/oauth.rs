//! Access tokens for mail servers that take no password any more (Exchange Online): the client-credentials grant
//! (RFC 6749, section 4.4). One token serves all connections; it is kept until shortly before it ends.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use data_encoding::BASE64;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::Instant;
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};

use crate::config::oauth2::Oauth2Config;
use crate::tls;

/// How long the token server may take, from the look-up of its name to the end of its answer.
const LIMIT: Duration = Duration::from_secs(30);
/// A token is renewed so long before its end, or in the last quarter of its life where that is shorter.
const EARLY: Duration = Duration::from_secs(5 * 60);
/// The longest life of a token that is believed.
const LONGEST_LIFE: Duration = Duration::from_secs(24 * 3600);
/// The longest time that a token server may ask to be left alone.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);
/// How long a server is left alone that has refused without saying how long.
const WAIT_AFTER_REFUSAL: Duration = Duration::from_secs(10);
/// The longest answer, in bytes.
const MAX_ANSWER: u64 = 64 << 10;

/// Why there is no token; one plain sentence that names the token server, without any secret.
#[derive(Clone, Debug, thiserror::Error)]
pub enum TokenError {
    /// It may come later: the server is not reached, is busy, or fails.
    #[error("{0}")]
    Passing(String),
    /// The client is refused: a person must mend it.
    #[error("{0}")]
    Refused(String),
}

/// A token that a connection may log in with.
#[derive(Clone, Debug)]
pub struct AccessToken {
    secret: SecretString,
    /// When a connection that logged in with it had better be made anew.
    pub renew_at: Instant,
}

impl AccessToken {
    /// The one message of SASL XOAUTH2, in base64.
    pub fn xoauth2(&self, user: &str) -> String {
        let secret = self.secret.expose_secret();
        BASE64.encode(format!("user={user}\u{1}auth=Bearer {secret}\u{1}\u{1}").as_bytes())
    }
}

/// Where tokens come from, and the one that is held. Clones share it.
#[derive(Clone)]
pub struct Tokens(Arc<Inner>);

struct Inner {
    config: Oauth2Config,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    token: Option<AccessToken>,
    /// Until when the server is left alone, and why.
    quiet: Option<(Instant, TokenError)>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tokens").field(&self.0.config.token_url).finish()
    }
}

impl Tokens {
    /// Tokens of a client. None is asked for yet.
    pub fn new(config: Oauth2Config) -> Self {
        Self(Arc::new(Inner { config, held: Mutex::default() }))
    }

    /// The token that is held, else a new one. Whoever comes while one is being asked for waits for the same.
    ///
    /// # Errors
    /// See [`TokenError`]. While the server has asked to be left alone its last answer is given again.
    pub async fn token(&self) -> Result<AccessToken, TokenError> {
        let mut held = self.0.held.lock().await;
        let now = Instant::now();
        if let Some(token) = held.token.as_ref().filter(|token| now < token.renew_at) {
            return Ok(token.clone());
        }
        if let Some((_, why)) = held.quiet.as_ref().filter(|(until, _)| now < *until) {
            return Err(why.clone());
        }
        let config = self.0.config.clone();
        let asked = tokio::task::spawn_blocking(move || ask(&config)).await;
        let asked = asked.unwrap_or_else(|error| {
            Err(Denied {
                error: TokenError::Passing(format!("no token could be asked for: {error}")),
                wait: None,
            })
        });
        match asked {
            Ok(given) => {
                let token =
                    AccessToken { secret: given.secret, renew_at: Instant::now() + kept_for(given.life) };
                *held = Held { token: Some(token.clone()), quiet: None };
                Ok(token)
            }
            Err(Denied { error, wait }) => {
                held.quiet = wait.map(|wait| (Instant::now() + wait, error.clone()));
                Err(error)
            }
        }
    }

    /// A mail server has refused a token: it is held no more.
    pub async fn refused(&self, token: &AccessToken) {
        let mut held = self.0.held.lock().await;
        if held.token.as_ref().is_some_and(|one| one.renew_at == token.renew_at) {
            held.token = None;
        }
    }
}

/// How long a token is held that lives so long.
fn kept_for(life: Duration) -> Duration {
    life.saturating_sub(EARLY.min(life / 4))
}

/// A token, and how long it lives.
struct Given {
    secret: SecretString,
    life: Duration,
}

/// No token, and how long the server wants to be left alone.
struct Denied {
    error: TokenError,
    wait: Option<Duration>,
}

/// Asks for a token; on a thread that may block.
fn ask(config: &Oauth2Config) -> Result<Given, Denied> {
    let server = server(&config.token_url);
    let passing = |why: String| Denied { error: TokenError::Passing(why), wait: None };
    let refused = |why: String| Denied { error: TokenError::Refused(why), wait: Some(WAIT_AFTER_REFUSAL) };
    let secret = config.secret().map_err(|error| refused(error.to_string()))?;
    let agent = agent(config).map_err(|error| refused(error.to_string()))?;
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", config.client_id.as_str()),
        ("client_secret", secret.expose_secret()),
        ("scope", config.scope.as_str()),
    ];
    let unreachable = |error: ureq::Error| {
        let why = match error {
            ureq::Error::Timeout(_) => format!("no answer within {} s", LIMIT.as_secs()),
            ureq::Error::HostNotFound => "its name is not known".to_owned(),
            other => words(&other.to_string()),
        };
        passing(format!("the token server {server} cannot be reached: {why}"))
    };
    let mut answer = agent.post(&config.token_url).send_form(form).map_err(unreachable)?;
    let status = answer.status().as_u16();
    let wait = answer.headers().get("retry-after").and_then(|value| value.to_str().ok()).map(retry_after);
    let body = answer.body_mut().with_config().limit(MAX_ANSWER).read_to_string().map_err(unreachable)?;
    match status {
        200 => given(&body).ok_or_else(|| {
            refused(format!("the token server {server} answers without a token that can be used"))
        }),
        408 | 425 | 429 | 500..=599 => Err(Denied {
            error: TokenError::Passing(format!("the token server {server} has no time now: HTTP {status}")),
            wait: wait.or((status == 429).then_some(WAIT_AFTER_REFUSAL)),
        }),
        _ => Err(Denied {
            error: TokenError::Refused(format!(
                "the token server {server} refuses: {}",
                reason(status, &body)
            )),
            wait: Some(wait.unwrap_or(WAIT_AFTER_REFUSAL)),
        }),
    }
}

fn agent(config: &Oauth2Config) -> Result<ureq::Agent, tls::TlsError> {
    let mut agent = ureq::Agent::config_builder()
        .timeout_global(Some(LIMIT))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false);
    if config.token_url.starts_with("https:") {
        let roots = tls::roots(config.ca_file.as_deref())?;
        let roots: Vec<Certificate<'static>> =
            roots.iter().map(|root| Certificate::from_der(root).to_owned()).collect();
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(RootCerts::new_with_certs(&roots))
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        agent = agent.tls_config(tls);
    } else {
        // To this machine nothing goes through a proxy.
        agent = agent.proxy(None);
    }
    Ok(agent.build().new_agent())
}

/// A token server's answer (RFC 6749, sections 5.1 and 5.2). Some give the time as text.
#[derive(Deserialize)]
struct Answer {
    access_token: Option<SecretString>,
    expires_in: Option<serde_json::Value>,
    error: Option<String>,
    error_description: Option<String>,
}

fn given(body: &str) -> Option<Given> {
    let answer: Answer = serde_json::from_str(body).ok()?;
    let secret = answer.access_token.filter(|secret| is_token(secret.expose_secret()))?;
    let seconds = match answer.expires_in? {
        serde_json::Value::Number(number) => number.as_u64()?,
        serde_json::Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    Some(Given { secret, life: Duration::from_secs(seconds).min(LONGEST_LIFE) })
}

/// RFC 6750, section 2.1; what is none could say more than it should in the login.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Why a client is refused, in the server's words. Microsoft adds a trace and the time to them: left out, so that the
/// same refusal is the same sentence each time.
fn reason(status: u16, body: &str) -> String {
    let Ok(answer) = serde_json::from_str::<Answer>(body) else { return format!("HTTP {status}") };
    let description = answer.error_description.unwrap_or_default();
    let description = description.split(" Trace ID:").next().unwrap_or_default();
    let description = description.lines().next().unwrap_or_default();
    match (answer.error, description.trim()) {
        (Some(error), "") => words(&error),
        (Some(error), description) => words(&format!("{error}: {description}")),
        (None, _) => format!("HTTP {status}"),
    }
}

/// Seconds; a date instead of them is rare, and means a while.
fn retry_after(value: &str) -> Duration {
    value.trim().parse().map_or(Duration::from_secs(60), Duration::from_secs).min(LONGEST_WAIT)
}

/// Host and port of a URL, for sentences.
fn server(url: &str) -> &str {
    let place = url.split_once("://").map_or(url, |(_, place)| place);
    place.split(['/', '?']).next().unwrap_or(place)
}

/// Another's words, cut and without control characters: they go into logs and terminals.
fn words(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read() {
        let life = |body: &str| given(body).map(|given| given.life.as_secs());
        for (body, want) in [
            (
                r#"{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"eyJ0.x-y_z"}"#,
                Some(3599),
            ),
            (r#"{"expires_in":"3599","access_token":"a"}"#, Some(3599)),
            (r#"{"expires_in":999999999999,"access_token":"a"}"#, Some(24 * 3600)),
            (r#"{"expires_in":-1,"access_token":"a"}"#, None),
            (r#"{"access_token":"a"}"#, None),
            (r#"{"expires_in":60,"access_token":""}"#, None),
            ("{\"expires_in\":60,\"access_token\":\"a\\u0001auth=Bearer b\"}", None),
            (r#"{"expires_in":60}"#, None),
            ("<html>", None),
            ("", None),
        ] {
            assert_eq!(life(body), want, "{body}");
        }
    }

    #[test]
    fn refusals_are_the_same_sentence_each_time() {
        let microsoft = r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided. Ensure the secret being sent is right. Trace ID: 0a1b Correlation ID: 2c Timestamp: 2026-11-28 20:00:00Z","error_codes":[7000215]}"#;
        assert_eq!(
            reason(401, microsoft),
            "invalid_client: AADSTS7000215: Invalid client secret provided. Ensure the secret being sent is right."
        );
        assert_eq!(reason(400, r#"{"error":"invalid_scope"}"#), "invalid_scope");
        assert_eq!(reason(404, "<html>not here</html>"), "HTTP 404");
        assert_eq!(reason(400, "{\"error\":\"a\\u001b[31m\\nb\"}"), "a[31mb");
    }

    #[test]
    fn times() {
        for (life, kept) in [(3600, 3300), (600, 450), (4, 3), (0, 0)] {
            assert_eq!(kept_for(Duration::from_secs(life)).as_secs(), kept, "{life}");
        }
        for (value, seconds) in
            [("7", 7), (" 120 ", 120), ("99999999", 3600), ("Sat, 28 Nov 2026 20:00:00 GMT", 60)]
        {
            assert_eq!(retry_after(value).as_secs(), seconds, "{value}");
        }
        assert_eq!(server("https://login.example.org:8443/tenant/token?x"), "login.example.org:8443");
    }

    #[test]
    fn nothing_shows_a_token() {
        let token = AccessToken { secret: "eyJ0".to_owned().into(), renew_at: Instant::now() };
        assert!(!format!("{token:?}").contains("eyJ0"));
        let said =
            String::from_utf8(BASE64.decode(token.xoauth2("mesa@scj.test").as_bytes()).unwrap()).unwrap();
        assert_eq!(said, "user=mesa@scj.test\u{1}auth=Bearer eyJ0\u{1}\u{1}");
    }
}
