//! Logging in: which mechanism, and its one exchange.

use data_encoding::BASE64;
use secrecy::ExposeSecret as _;
use tokio::time::Instant;

use super::session::Capabilities;
use super::utf7::quote;
use super::wire::Wire;
use crate::config::mailbox::{Login, Proof};
use crate::mailbox::SourceError;
use crate::oauth::{TokenError, Tokens};

/// How a name is proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mechanism {
    /// SASL PLAIN (RFC 4616): takes any UTF-8.
    Plain,
    /// The LOGIN command: its strings are ASCII (RFC 3501, section 6.2.3).
    Login,
}

/// What the server offers decides; letters beyond ASCII leave only PLAIN, even where it is not announced.
fn choose(offered: &Capabilities, ascii: bool) -> Option<Mechanism> {
    if offered.has("AUTH=PLAIN") || !ascii {
        Some(Mechanism::Plain)
    } else if offered.has("LOGINDISABLED") {
        None
    } else {
        Some(Mechanism::Login)
    }
}

/// Logs in. The connection must be as safe as it will be. Gives when the session had better be made anew, where its
/// proof ends.
pub(super) async fn log_in(
    wire: &mut Wire,
    offered: &Capabilities,
    login: &Login,
    tokens: Option<&Tokens>,
) -> Result<Option<Instant>, SourceError> {
    match (&login.proof, tokens) {
        (Proof::Password(password), _) => {
            by_password(wire, offered, &login.user, password.expose_secret()).await.map(|()| None)
        }
        (Proof::Oauth2, Some(tokens)) => by_token(wire, offered, &login.user, tokens).await.map(Some),
        (Proof::Oauth2, None) => {
            let sentence = format!("no [oauth2] is set for the mailbox at {}", wire.peer);
            Err(SourceError::Refused(sentence))
        }
    }
}

/// SASL XOAUTH2, as Microsoft and Google have it. The token is sent when the server asks for it: servers choke on long
/// first lines. Its error challenge is met with an empty line. Gives when the session had better be made anew.
async fn by_token(
    wire: &mut Wire,
    offered: &Capabilities,
    user: &str,
    tokens: &Tokens,
) -> Result<Instant, SourceError> {
    if user.contains(['\u{1}', '\r', '\n']) {
        return Err(SourceError::Refused("the mailbox's user holds a control character".to_owned()));
    }
    if !offered.has("AUTH=XOAUTH2") {
        return Err(SourceError::Refused(format!("{} offers no login by token (AUTH=XOAUTH2)", wire.peer)));
    }
    let token = tokens.token().await.map_err(|error| match error {
        TokenError::Passing(why) => SourceError::Unreachable(why),
        TokenError::Refused(why) => SourceError::Refused(why),
    })?;
    let answer = wire.command_answering("AUTHENTICATE XOAUTH2", Some(&token.xoauth2(user)), |_| {}).await?;
    if answer.ok {
        return Ok(token.renew_at);
    }
    tokens.refused(&token).await;
    Err(answer.refused(&format!("{} refuses the login of {user} by token", wire.peer)))
}

async fn by_password(
    wire: &mut Wire,
    offered: &Capabilities,
    user: &str,
    password: &str,
) -> Result<(), SourceError> {
    if [user, password].iter().any(|text| text.contains(['\0', '\r', '\n'])) {
        let sentence = "the mailbox's user or password holds a NUL or a line end, which IMAP cannot carry";
        return Err(SourceError::Refused(sentence.to_owned()));
    }
    let refused = format!("{} refuses the login of {user}", wire.peer);
    let answer = match choose(offered, user.is_ascii() && password.is_ascii()) {
        None => {
            let sentence =
                format!("{} offers no login by password (LOGINDISABLED, no AUTH=PLAIN)", wire.peer);
            return Err(SourceError::Refused(sentence));
        }
        Some(Mechanism::Plain) => {
            let proof = BASE64.encode(format!("\0{user}\0{password}").as_bytes());
            wire.command_answering("AUTHENTICATE PLAIN", Some(&proof), |_| {}).await?
        }
        Some(Mechanism::Login) => {
            wire.command(&format!("LOGIN {} {}", quote(user), quote(password)), |_| {}).await?
        }
    };
    if answer.ok { Ok(()) } else { Err(answer.refused(&refused)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mechanism_by_offer_and_letters() {
        let cases: [(&[&str], bool, Option<Mechanism>); 6] = [
            (&["IMAP4REV1", "AUTH=PLAIN"], true, Some(Mechanism::Plain)),
            (&["IMAP4REV1"], true, Some(Mechanism::Login)),
            (&["IMAP4REV1"], false, Some(Mechanism::Plain)),
            (&["IMAP4REV1", "LOGINDISABLED"], true, None),
            (&["IMAP4REV1", "LOGINDISABLED", "AUTH=PLAIN"], true, Some(Mechanism::Plain)),
            (&["IMAP4REV1", "AUTH=XOAUTH2", "LOGINDISABLED"], true, None),
        ];
        for (offered, ascii, want) in cases {
            let offered = Capabilities::from_names(offered.iter().map(|name| (*name).to_owned()));
            assert_eq!(choose(&offered, ascii), want, "{offered:?}, ASCII: {ascii}");
        }
    }
}
