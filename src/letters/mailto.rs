//! Links that open a mail which only needs to be sent (RFC 6068): nothing a link scanner could click.

use std::fmt::Write as _;

use super::text::one_line;
use super::{DeskIdentity, Envelope};

/// The longest subject of a link, in characters: Outlook on Windows cuts links at about 2000 bytes, and a letter
/// beyond ASCII takes up to twelve.
const SUBJECT_MAX: usize = 90;

/// A link to the desk, with a subject and the lines of a body.
pub fn link(desk: &DeskIdentity, subject: &str, lines: &[&str]) -> String {
    let mut url = String::from("mailto:");
    encode(desk.address.as_str(), |byte| byte == b'@', &mut url);
    url.push_str("?subject=");
    encode(&one_line(subject, SUBJECT_MAX), |_| false, &mut url);
    url.push_str("&body=");
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            url.push_str("%0D%0A");
        }
        encode(line, |_| false, &mut url);
    }
    url
}

/// The line that proves the answer: a mail written through a link bears no References. It stands last, since programs
/// put signatures below and people write above.
pub fn code_line(envelope: &Envelope) -> String {
    let reference = envelope.reference.as_str();
    let local = reference.rsplit_once('@').map_or(reference, |(local, _)| local);
    format!("Código: {local}")
}

/// Percent-encodes all bytes but those that RFC 3986 (2.3) leaves alone, and those that `plain` names.
fn encode(text: &str, plain: fn(u8) -> bool, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || plain(byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::address::Address;
    use proptest::prelude::*;

    fn desk(address: &str) -> DeskIdentity {
        DeskIdentity { address: Address::parse(address).unwrap(), ..super::super::samples::desk().unwrap() }
    }

    #[test]
    fn encodes_as_rfc_6068_asks() {
        assert_eq!(
            link(
                &desk("mesa+n1@scj.gov.co"),
                "Re: [SCJ-2026-000123] ¿50% & más?",
                &["Atendido: ", "", "Código: r.1"]
            ),
            "mailto:mesa%2Bn1@scj.gov.co?subject=Re%3A%20%5BSCJ-2026-000123%5D%20%C2%BF50%25%20%26%20m%C3%A1s%3F\
             &body=Atendido%3A%20%0D%0A%0D%0AC%C3%B3digo%3A%20r.1"
        );
    }

    proptest! {
        #[test]
        fn no_text_breaks_out(subject in any::<String>(), line in any::<String>()) {
            let url = link(&desk("mesa@scj.gov.co"), &subject, &[&line, "b"]);
            prop_assert!(url.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%:@?=&".contains(&b)));
            prop_assert_eq!(url.matches('&').count(), 1);
            prop_assert_eq!(url.matches('?').count(), 1);
            let body = url.split_once("&body=").unwrap().1;
            let bytes = data_encoding::HEXUPPER;
            let mut decoded = Vec::new();
            let mut rest = body.as_bytes();
            while let Some((first, behind)) = rest.split_first() {
                if *first == b'%' {
                    decoded.extend(bytes.decode(&behind[..2]).unwrap());
                    rest = &behind[2..];
                } else {
                    decoded.push(*first);
                    rest = behind;
                }
            }
            prop_assert_eq!(String::from_utf8(decoded).unwrap(), format!("{line}\r\nb"));
        }
    }
}
