//! The proof that a button of our letters writes into the mail it opens: a `mailto:` link has no thread, so the letter's
//! reference stands in the last line, as "Código: ref...".

use std::sync::LazyLock;

use regex::Regex;

use super::fold::head;
use super::mail::Mail;
use super::message_id::MessageId;

/// How much of a text is read, and how many codes of it count.
const LOOKED_AT: usize = 40_000;
const MOST_CODES: usize = 5;

static CODE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\bref\.[a-z2-7]{26}\b").ok());
static LINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?mi)^[ \t\u{a0}]*c[oó]digo[ \t\u{a0}]*:?[ \t\u{a0}]*ref\.[a-z2-7]{26}[ \t\u{a0}.]*$").ok()
});

/// The references that a text bears, as identifiers on the desk's domain.
pub fn references(text: &str, domain: &str) -> Vec<MessageId> {
    let codes = CODE.as_ref().into_iter().flat_map(|regex| regex.find_iter(head(text, LOOKED_AT)));
    codes
        .take(MOST_CODES)
        .filter_map(|code| MessageId::parse(&format!("{}@{domain}", code.as_str())))
        .collect()
}

/// The mail without such lines, which nobody wrote; `None` where it has none.
pub(super) fn taken_off(mail: &Mail) -> Option<Mail> {
    let regex =
        LINE.as_ref().filter(|regex| mail.new_text.contains("ref.") && regex.is_match(&mail.new_text))?;
    let mut without = mail.clone();
    for text in std::iter::once(&mut without.new_text).chain(&mut without.own_text) {
        *text = regex.replace_all(text, "").trim_end().to_owned();
    }
    Some(without)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_takes_off() {
        let code = "ref.abcdefghijklmnopqrstuvwxyz";
        let text = format!("#tomar\n\nCódigo: {code}\n");
        let ids = references(&text, "scj.test");
        assert_eq!(ids.iter().map(MessageId::as_str).collect::<Vec<_>>(), [format!("{code}@scj.test")]);
        let mail = Mail { new_text: text, ..Mail::default() };
        assert_eq!(taken_off(&mail).unwrap().new_text, "#tomar");
        let mail = Mail { new_text: "Código: 45231".to_owned(), ..Mail::default() };
        assert!(taken_off(&mail).is_none());
        assert!(references("ref.short y ref.ABCDEFGHIJKLMNOPQRSTUVWXYZ", "scj.test").is_empty());
    }
}
