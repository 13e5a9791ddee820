//! Delivery reports: raw ones, and ones of which two things are known.

use radica::desk::mail::{Automatic, Bounce};
use radica::parse::parse;

use crate::{DESK, SETTINGS, address};

/// Parts words, status and original of a report.
const PARTS: &[u8] = b"\n%%\n";
const BOUNDARY: &str = "=_report_2f9d7a";

/// Checks one report. With `%%` lines in it: words, status and the header of the original, around which a report is put.
pub fn check(bytes: &[u8]) {
    let pieces = pieces(bytes);
    match pieces.as_slice() {
        [words, status, original] => composed(words, status, original),
        _ => {
            if let Some(bounce) = read(bytes) {
                crate::parse::bounce(&bounce);
            }
        }
    }
}

fn pieces(bytes: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(PARTS.len()).position(|window| window == PARTS) {
        pieces.push(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + PARTS.len()..).unwrap_or_default();
    }
    pieces.push(rest);
    pieces
}

fn read(mail: &[u8]) -> Option<Bounce> {
    match parse(mail, &SETTINGS).ok()?.mail.automatic? {
        Automatic::Bounce(bounce) => Some(bounce),
        _ => None,
    }
}

/// A failure that a server tells by the book is told, whatever else stands in the report.
fn composed(words: &[u8], status: &[u8], original: &[u8]) {
    let boundary = BOUNDARY.as_bytes();
    if [words, status, original].iter().any(|part| part.windows(boundary.len()).any(|w| w == boundary)) {
        return;
    }
    let mail = [
        format!("From: <MAILER-DAEMON@mx.scj.test>\nTo: {DESK}\nSubject: Undelivered Mail Returned to Sender\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"{BOUNDARY}\"\n\n--{BOUNDARY}\n\n").as_bytes(),
        words,
        format!("\n--{BOUNDARY}\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.scj.test\n\nFinal-Recipient: rfc822; nadie@lejos.test\nAction: failed\nStatus: 5.1.1\n\n").as_bytes(),
        status,
        format!("\n--{BOUNDARY}\nContent-Type: text/rfc822-headers\n\nMessage-ID: <ref.abcdefghijklmnopqrstuvwxyz@scj.test>\n").as_bytes(),
        original,
        format!("\n--{BOUNDARY}--\n").as_bytes(),
    ]
    .concat();
    let bounce = read(&mail).expect("a report is known as one");
    crate::parse::bounce(&bounce);
    assert!(bounce.recipients.contains(&address("nadie@lejos.test")), "{bounce:?}");
    assert!(
        bounce.original.iter().any(|id| id.as_str() == "ref.abcdefghijklmnopqrstuvwxyz@scj.test"),
        "{bounce:?}"
    );
    assert_eq!(bounce.status, "5.1.1");
    assert!(!bounce.delayed && bounce.is_permanent());
}
