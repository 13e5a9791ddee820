//! What a mail server's answer means: done, again later, never, or nothing goes at present. Pure.

use super::{Outgoing, SendError};
use crate::desk::address::Address;
use crate::desk::message_id::MessageId;

/// What was being done when the server answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The connection was made; the server greets.
    Greeting,
    /// `EHLO`.
    Hello,
    /// `STARTTLS`.
    StartTls,
    /// `AUTH`.
    Login,
    /// `MAIL FROM`.
    Sender,
    /// `RCPT TO`.
    Recipient,
    /// `DATA`, before and after the letter itself.
    Letter,
}

impl Stage {
    /// What the server was asked to take, as it stands in a sentence.
    fn what(self) -> &'static str {
        match self {
            Self::Greeting => "the connection",
            Self::Hello => "EHLO",
            Self::StartTls => "STARTTLS",
            Self::Login => "the login",
            Self::Sender => "the sender",
            Self::Recipient => "the recipient",
            Self::Letter => "the letter",
        }
    }

    /// The code that lets the conversation go on (RFC 5321, 4.3.2; RFC 4954, 6). `Letter` is the final answer.
    pub fn expects(self) -> u16 {
        match self {
            Self::Greeting | Self::StartTls => 220,
            Self::Login => 235,
            Self::Hello | Self::Sender | Self::Recipient | Self::Letter => 250,
        }
    }
}

/// Longest text of a server that is kept, in characters.
pub const MAX_TEXT: usize = 300;

/// How much of a server's text is looked at, in characters.
const MAX_LOOKED_AT: usize = 2000;

/// Enhanced codes by which a server says that this desk as such may not send (RFC 3463; Exchange Online):
/// basic authentication is off, not logged in, may not send as this sender, the sender is blocked or unknown.
const ABOUT_THE_DESK: [&str; 6] = ["5.7.30", "5.7.57", "5.7.60", "5.1.7", "5.1.8", "5.2.252"];

/// Enhanced codes at `MAIL` that concern one letter: too big, or with something that the server cannot carry.
const ABOUT_THE_LETTER: [&str; 3] = ["5.2.3", "5.3.4", "5.6.7"];

/// What an answer means. `enhanced` is the status code of RFC 3463, if the text begins with one; `text` is the
/// server's, enhanced code included.
///
/// # Errors
/// `Passing` for 4xx and for whatever cannot be understood; `Unavailable` where the desk itself is refused;
/// `Permanent` where this letter or its recipient is. `Ok` for the code that the stage expects, and where the
/// server says that it already has the letter.
pub fn meaning(stage: Stage, code: u16, enhanced: Option<&str>, text: &str) -> Result<(), SendError> {
    let sentence = |verb: &str| format!("the mail server {verb} {}: {code} {}", stage.what(), one_line(text));
    let later = || Err(SendError::Passing(sentence("does not take for now")));
    let never = || Err(SendError::Permanent(sentence("refuses")));
    let nothing = || Err(SendError::Unavailable(sentence("refuses")));
    if code == stage.expects() {
        return Ok(());
    }
    if stage == Stage::Letter && text.contains("MapiExceptionDuplicateDelivery") {
        return Ok(()); // Exchange: this Message-ID has been sent before
    }
    if (400..500).contains(&code) {
        return later();
    }
    if !(500..600).contains(&code) {
        return Err(SendError::Passing(sentence("answers what was not expected to")));
    }
    // RFC 4954, 6: authentication is wanted, too weak, or wrong; RFC 3207: STARTTLS is wanted.
    if matches!(code, 530 | 534 | 535 | 538)
        || enhanced.is_some_and(|status| ABOUT_THE_DESK.contains(&status))
    {
        return nothing();
    }
    match stage {
        Stage::Greeting | Stage::Hello | Stage::StartTls | Stage::Login => nothing(),
        Stage::Sender => {
            let this_letter = matches!(code, 552 | 555)
                || enhanced.is_some_and(|status| ABOUT_THE_LETTER.contains(&status));
            if this_letter { never() } else { nothing() }
        }
        Stage::Recipient | Stage::Letter => {
            let lower = text.to_ascii_lowercase();
            if lower.contains("sender address rejected") || lower.contains("sendasdenied") {
                nothing() // Postfix and Exchange tell the sender's faults late; the sender is always the desk
            } else if matches!(code, 552 | 554) && enhanced != Some("5.2.2") && lower.contains("try again") {
                later()
            } else {
                never()
            }
        }
    }
}

/// The server ends the connection with this answer (RFC 5321, 3.8).
pub fn ends_the_connection(code: u16) -> bool {
    code == 421
}

/// The enhanced status code that a text begins with (RFC 2034, 4), such as `5.7.1`.
pub fn enhanced(text: &str) -> Option<&str> {
    let word = text.split_whitespace().next()?;
    let mut parts = word.split('.');
    let class = parts.next()?;
    let digits = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let good = matches!(class, "2" | "4" | "5")
        && parts.next().is_some_and(digits)
        && parts.next().is_some_and(digits)
        && parts.next().is_none();
    good.then_some(word)
}

/// A server's text on one line, at most [`MAX_TEXT`] characters, without control characters, the mail addresses in
/// it masked: it goes into logs.
pub fn one_line(text: &str) -> String {
    let mut line = String::new();
    let mut word = String::new();
    let delimiter = |c: char| c.is_whitespace() || c.is_control() || "<>()[],;:\"'=".contains(c);
    let close = |word: &mut String, line: &mut String| {
        let plain = word.trim_end_matches(['.', '!', '?']);
        match Address::parse(plain) {
            Ok(address) => {
                line.push_str(&address.masked());
                line.push_str(word.strip_prefix(plain).unwrap_or(""));
            }
            Err(_) => line.push_str(word),
        }
        word.clear();
    };
    for c in text.trim().chars().take(MAX_LOOKED_AT) {
        if !delimiter(c) {
            word.push(c);
            continue;
        }
        close(&mut word, &mut line);
        if !(c.is_whitespace() || c.is_control()) {
            line.push(c);
        } else if !line.ends_with(' ') {
            line.push(' ');
        }
    }
    close(&mut word, &mut line);
    line.chars().take(MAX_TEXT).collect()
}

/// The Message-ID that a server names in its last answer in place of the letter's own: between angle brackets, with
/// an `@`, and neither the letter's Message-ID nor one of its addresses. Exchange Online does so.
pub fn replaced_id(text: &str, letter: &Outgoing) -> Option<MessageId> {
    text.split('<')
        .skip(1)
        .filter_map(|rest| rest.split_once('>'))
        .map(|(inner, _)| inner)
        .filter(|inner| inner.contains('@'))
        .filter(|inner| {
            [&letter.from, &letter.to].iter().all(|address| !address.as_str().eq_ignore_ascii_case(inner))
        })
        .filter_map(MessageId::parse)
        .find(|id| id != &letter.message_id)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, PartialEq)]
    enum Kind {
        Done,
        Passing,
        Permanent,
        Unavailable,
    }

    fn kind(result: &Result<(), SendError>) -> Kind {
        match result {
            Ok(()) => Kind::Done,
            Err(SendError::Passing(_)) => Kind::Passing,
            Err(SendError::Permanent(_)) => Kind::Permanent,
            Err(SendError::Unavailable(_)) => Kind::Unavailable,
        }
    }

    #[test]
    fn every_answer_has_its_meaning() {
        use Kind::*;
        use Stage::*;
        for (stage, code, text, want) in [
            (Greeting, 220, "mail.scj.test ESMTP", Done),
            (Greeting, 421, "4.3.2 too busy", Passing),
            (Greeting, 554, "5.7.1 blocked", Unavailable),
            (Greeting, 250, "who are you", Passing),
            (Hello, 501, "5.5.4 bad name", Unavailable),
            (StartTls, 454, "4.7.0 TLS not available", Passing),
            (StartTls, 502, "5.5.1 not implemented", Unavailable),
            (Login, 235, "2.7.0 welcome", Done),
            (Login, 250, "what?", Passing),
            (Login, 535, "5.7.3 Authentication unsuccessful", Unavailable),
            (
                Login,
                535,
                "5.7.139 Authentication unsuccessful, basic authentication is disabled",
                Unavailable,
            ),
            (Login, 534, "5.7.9 too weak", Unavailable),
            (Login, 538, "5.7.11 encryption required", Unavailable),
            (Login, 530, "5.7.0 must issue STARTTLS first", Unavailable),
            (Login, 504, "5.5.4 mechanism unknown", Unavailable),
            (Login, 550, "5.7.30 Basic authentication is not supported for Client Submission", Unavailable),
            (Login, 454, "4.7.0 temporary authentication failure", Passing),
            (Login, 432, "4.7.12 a password transition is needed", Passing),
            (Sender, 250, "2.1.0 ok", Done),
            (Sender, 451, "4.3.0 later", Passing),
            (Sender, 530, "5.7.57 Client not authenticated to send mail", Unavailable),
            (Sender, 550, "5.7.60 Client does not have permissions to send as this sender", Unavailable),
            (Sender, 553, "5.7.1 <a@b.test>: Sender address rejected: not owned by user", Unavailable),
            (Sender, 552, "5.3.4 Message size exceeds fixed limit", Permanent),
            (Sender, 555, "5.5.4 Unsupported option: SMTPUTF8", Permanent),
            (Sender, 553, "5.6.7 address needs SMTPUTF8", Permanent),
            (Recipient, 250, "2.1.5 ok", Done),
            (Recipient, 550, "5.1.1 User unknown", Permanent),
            (Recipient, 550, "5.1.10 RESOLVER.ADR.RecipientNotFound", Permanent),
            (Recipient, 550, "no such user", Permanent),
            (Recipient, 554, "5.7.1 Relay access denied", Permanent),
            (Recipient, 554, "5.2.2 Mailbox full, try again later", Permanent),
            (Recipient, 552, "5.2.2 Mailbox full", Permanent),
            (Recipient, 452, "4.2.2 Mailbox full", Passing),
            (Recipient, 552, "too many recipients, try again later", Passing),
            (Recipient, 450, "4.2.1 greylisted", Passing),
            (Recipient, 530, "5.7.0 Authentication required", Unavailable),
            (Recipient, 553, "5.7.1 <x@y.test>: Sender address rejected: not owned by user ana", Unavailable),
            (Recipient, 550, "5.1.8 Access denied, bad outbound sender", Unavailable),
            (Letter, 250, "2.0.0 queued", Done),
            (Letter, 251, "what?", Passing),
            (Letter, 354, "go ahead?", Passing),
            (Letter, 432, "4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", Passing),
            (Letter, 451, "4.3.0 queue file write error", Passing),
            (Letter, 554, "5.6.0 content rejected", Permanent),
            (Letter, 554, "5.7.1 spam", Permanent),
            (Letter, 554, "Transaction failed. Please TRY AGAIN later", Passing),
            (
                Letter,
                554,
                "5.2.252 SendAsDenied; a@b.test not allowed to send as c@b.test; STOREDRV.Submission.Exception",
                Unavailable,
            ),
            (
                Letter,
                554,
                "5.6.0 STOREDRV.Submit; corrupt: MapiExceptionDuplicateDelivery.MapiExceptionDuplicateDelivery",
                Done,
            ),
            (Letter, 550, "MapiExceptionDuplicateDelivery", Done),
            (Recipient, 550, "MapiExceptionDuplicateDelivery", Permanent),
        ] {
            let got = meaning(stage, code, enhanced(text), text);
            assert_eq!(kind(&got), want, "{stage:?} {code} {text} gave {got:?}");
        }
    }

    #[test]
    fn a_sentence_names_the_stage_and_the_servers_words() {
        let text = "5.1.1 <nadie@scj.test>: Recipient address rejected:\r\n\tUser unknown";
        let error = meaning(Stage::Recipient, 550, enhanced(text), text).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the mail server refuses the recipient: 550 5.1.1 <n***@scj.test>: Recipient address rejected: User unknown"
        );
    }

    #[test]
    fn enhanced_codes_are_read_only_where_they_are_ones() {
        for (text, want) in [
            ("5.7.30 Basic", Some("5.7.30")),
            ("  4.3.2 x", Some("4.3.2")),
            ("2.0.0", Some("2.0.0")),
            ("5.7", None),
            ("5.7.1.2 x", None),
            ("3.0.0 x", None),
            ("5.7.x", None),
            ("5.7.1234", None),
            ("192.168.1.1 x", None),
            ("", None),
        ] {
            assert_eq!(enhanced(text), want, "{text:?}");
        }
    }

    #[test]
    fn a_replaced_id_is_found() {
        let letter = Outgoing {
            from: Address::parse("mesa@scj.test").unwrap(),
            to: Address::parse("ana@scj.test").unwrap(),
            message_id: MessageId::parse("ours@scj.test").unwrap(),
            bytes: Vec::new(),
        };
        for (text, want) in [
            (
                "2.0.0 OK <AB1@BL0PR01MB.prod.outlook.com> [Hostname=x]",
                Some("AB1@BL0PR01MB.prod.outlook.com"),
            ),
            ("2.0.0 OK <ours@scj.test> queued", None),
            ("2.0.0 <ana@scj.test> Saved", None),
            ("2.0.0 <ANA@scj.test> <new@x.test>", Some("new@x.test")),
            ("2.0.0 Ok: queued as 4XyZ", None),
            ("<no-at-sign> <a b@c> <", None),
            ("<open <x@y.test>", Some("x@y.test")),
        ] {
            let got = replaced_id(text, &letter);
            assert_eq!(got.as_ref().map(MessageId::as_str), want, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_text_becomes_one_short_line(text in "(\\PC|[\r\n\t\0a@.<>]){0,900}") {
            let line = one_line(&text);
            prop_assert!(line.chars().count() <= MAX_TEXT);
            prop_assert!(!line.chars().any(char::is_control));
        }

        #[test]
        fn no_code_is_taken_for_success_but_the_expected_one(code in 200_u16..600, text in "[ -~]{0,40}") {
            for stage in [Stage::Greeting, Stage::Login, Stage::Sender, Stage::Recipient, Stage::Letter] {
                let done = meaning(stage, code, enhanced(&text), &text).is_ok();
                prop_assert_eq!(done, code == stage.expects());
            }
        }
    }
}
