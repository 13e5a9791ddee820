//! What agents and coordinators write: commands, and the text below them.

use radica::desk::command::{Command, Fault, Given, MOST_COMMANDS, MOST_FAULTS, read};

use crate::{RULES, is_out_of, twice};

/// Every sign that begins a command.
const SIGNS: [char; 3] = ['#', '\u{ff03}', '\u{fe5f}'];

/// Checks one text.
pub fn check(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    let reading = read(text, &RULES);
    if twice(text.len()) {
        assert_eq!(reading, read(text, &RULES));
    }
    match &reading {
        Ok(given) => right(text, given),
        Err(faults) => wrong(text, faults),
    }
    if !text.contains('\r') {
        line_ends(text, &reading);
    }
    // What stands behind a mark of quotation is none, if ever it came so far.
    let quoted: String = text.split_inclusive('\n').map(|line| format!("> {line}")).collect();
    if let Ok(given) = read(&quoted, &RULES) {
        assert!(given.commands.is_empty(), "{:?}", given.commands);
    }
}

fn right(text: &str, given: &Given) {
    assert!(given.commands.len() <= MOST_COMMANDS);
    assert!(given.commands.is_sorted_by(|one, next| one.line < next.line), "by line, one a line");
    if given.commands.is_empty() {
        assert_eq!(given.text, text, "without a command all is text");
        return;
    }
    assert!(text.contains(SIGNS));
    for one in &given.commands {
        assert!(one.line >= 1 && one.written.contains('#'), "{one:?}");
        match &one.value {
            Command::Wait(reason) => below(reason.as_deref().unwrap_or_default()),
            Command::Register(sheet) => {
                assert_eq!(given.commands.len(), 1, "it stands alone");
                assert!(
                    !sheet.title.contains(['\n', '\r']) && sheet.description.contains(char::is_alphanumeric)
                );
                crate::is_contact(&sheet.requester);
            }
            Command::Escalate { level, .. } => assert!((2..=4).contains(level)),
            Command::Report(Some((_, month))) => assert!((1..=12).contains(month)),
            Command::Solution
            | Command::Informative
            | Command::NotApplicable
            | Command::Ask
            | Command::Note => {
                assert!(given.text.contains(char::is_alphanumeric), "the text is there: {one:?}");
            }
            _ => {}
        }
    }
    below(&given.text);
    is_out_of("the text", &given.text.replace(SIGNS, "#"), &text.replace(SIGNS, "#"));
}

/// The text may go to a requester: no line of it is a command, however it is marked.
fn below(text: &str) {
    match read(&format!("Buenos días\n{text}"), &RULES) {
        Ok(again) => assert!(again.commands.is_empty(), "{text:?}: {:?}", again.commands),
        Err(faults) => panic!("{text:?}: {faults:?}"),
    }
}

fn wrong(text: &str, faults: &[Fault]) {
    assert!(text.contains(SIGNS), "{faults:?}");
    assert!(!faults.is_empty() && faults.len() <= MOST_FAULTS);
    assert!(faults.is_sorted_by_key(|fault| fault.line));
    for fault in faults {
        assert!(fault.line >= 1 && !fault.what.is_empty());
        let sentence = fault.sentence();
        assert!(!sentence.contains(['\n', '\r']) && sentence.len() <= 2000, "{sentence:?}");
    }
}

/// The same commands, and the same faults, whatever ends the lines.
fn line_ends(text: &str, reading: &Result<Given, Vec<Fault>>) {
    // So far down as commands may stand, whichever way lines end.
    if text.len() > 8_000 {
        return;
    }
    match (reading, read(&text.replace('\n', "\r\n"), &RULES)) {
        (Ok(one), Ok(other)) => {
            let lines = |given: &Given| -> Vec<_> {
                given.commands.iter().map(|one| (one.line, one.written.clone())).collect()
            };
            assert_eq!(lines(one), lines(&other));
        }
        (Err(one), Err(other)) => assert_eq!(*one, other),
        (one, other) => panic!("{one:?} or {other:?}"),
    }
}
