//! Case numbers: how they are written, and how they are found in what people write (contract, "Ticket number").

use std::collections::BTreeSet;
use std::ops::Range;

use regex::{Captures, Regex};

/// What a number counts; each series starts over every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Series {
    /// A registered case, with the configured prefix: `SCJ-2026-000123`.
    Ticket,
    /// A request that waits for information: `SOL-2026-000045`.
    Request,
    /// A problem: `PRB-2026-000001`.
    Problem,
}

impl Series {
    /// What stands in front of its numbers; `ticket_prefix` is `[desk] ticket_prefix`.
    pub fn prefix(self, ticket_prefix: &str) -> &str {
        match self {
            Self::Ticket => ticket_prefix,
            Self::Request => "SOL",
            Self::Problem => "PRB",
        }
    }
}

/// The number of a ticket, a request or a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CaseNumber {
    series: Series,
    year: i16,
    seq: u32,
}

impl CaseNumber {
    /// The largest sequence within a year: nine digits.
    pub const MAX_SEQ: u32 = 999_999_999;

    /// `None` when the year is not from 2000 to 2099, or the sequence not from 1 to [`CaseNumber::MAX_SEQ`]: such a
    /// number could be written but not read again.
    pub fn new(series: Series, year: i16, seq: u32) -> Option<Self> {
        let good = (2000..=2099).contains(&year) && (1..=Self::MAX_SEQ).contains(&seq);
        good.then_some(Self { series, year, seq })
    }

    /// The number of a ticket, within the limits of [`CaseNumber::new`].
    pub fn ticket(year: i16, seq: u32) -> Option<Self> {
        Self::new(Series::Ticket, year, seq)
    }

    /// The number of a request, within the limits of [`CaseNumber::new`].
    pub fn request(year: i16, seq: u32) -> Option<Self> {
        Self::new(Series::Request, year, seq)
    }

    /// The number of a problem, within the limits of [`CaseNumber::new`].
    pub fn problem(year: i16, seq: u32) -> Option<Self> {
        Self::new(Series::Problem, year, seq)
    }

    /// What it counts.
    pub fn series(self) -> Series {
        self.series
    }

    /// The year of registration, in Bogota.
    pub fn year(self) -> i16 {
        self.year
    }

    /// The sequence within series and year, from 1 on.
    pub fn seq(self) -> u32 {
        self.seq
    }

    /// As people see it, `SCJ-2026-000123`: at least six digits. `ticket_prefix` is `[desk] ticket_prefix`.
    pub fn display(self, ticket_prefix: &str) -> String {
        format!("{}-{}-{:06}", self.series.prefix(ticket_prefix), self.year, self.seq)
    }
}

/// Finds case numbers in text, as people really write them: any case, blanks, dots, slashes, underscores or any kind
/// of dash for hyphens, leading zeros missing, with or without brackets, full-width characters.
#[derive(Clone, Debug)]
pub struct NumberReader {
    /// Groups: `ticket` (or `problem`, or neither: a request), `year`, `seq`.
    pattern: Option<Regex>,
    /// A letter or digit before the ticket's prefix makes it a part of another word; not so before, say, `#T`.
    prefix_begins_word: bool,
}

impl NumberReader {
    /// How much of a text is looked at, in bytes: a number that far down is nobody's subject.
    pub const LOOKED_AT: usize = 100_000;
    /// Longest prefix that can be read, in characters.
    pub const MAX_PREFIX: usize = 100;

    /// A reader for tickets of this prefix, for requests and for problems. An empty prefix reads no tickets; one
    /// longer than [`NumberReader::MAX_PREFIX`] reads nothing at all.
    pub fn new(prefix: &str) -> Self {
        // Within a line; `Cf` are invisible characters, soft hyphens among them.
        const BLANK: &str = r"[[\s&&[^\r\n]]\p{Cf}]";
        const ANY_BLANK: &str = r"[\s\p{Cf}]";
        const MARK: &str = r"\p{Pd}\u{2212}./_．／＿";
        const DIGIT: &str = "[0-9０-９]";
        let readable = prefix.trim().chars().count() <= Self::MAX_PREFIX;
        let ticket: String = prefix.trim().chars().take(Self::MAX_PREFIX).map(loose).collect();
        let ticket = if ticket.is_empty() { String::new() } else { format!("(?<ticket>{ticket})|") };
        let [sol, prb] = [Series::Request, Series::Problem]
            .map(|series| series.prefix("").chars().map(loose).collect::<String>());
        // Between year and sequence a line may only end behind a mark: "SCJ 2026" and a list below is no number.
        let pattern = format!(
            "(?i)(?:{ticket}(?<problem>{prb})|{sol})\
             (?:{ANY_BLANK}{{0,3}}[{MARK}:#°º]{{0,3}}{ANY_BLANK}{{0,3}}(?<year>[2２][0０]{DIGIT}{{2}})\
             (?:{BLANK}{{0,3}}[{MARK}]{{1,3}}{ANY_BLANK}{{0,3}}|{BLANK}{{1,3}})(?<seq>{DIGIT}{{1,9}})\
             |(?<joined_year>20[0-9]{{2}})(?<joined_seq>0[0-9]{{5}}))"
        );
        Self {
            pattern: Regex::new(&pattern).ok().filter(|_| readable),
            prefix_begins_word: prefix.trim().chars().next().is_some_and(char::is_alphanumeric),
        }
    }

    /// All different numbers of a text, in their order. Only its first [`NumberReader::LOOKED_AT`] bytes count.
    pub fn find(&self, text: &str) -> Vec<CaseNumber> {
        let mut seen = BTreeSet::new();
        self.matches(text).map(|(_, number)| number).filter(|number| seen.insert(*number)).collect()
    }

    /// The number that the whole text is, brackets and blanks around it apart.
    pub fn parse(&self, text: &str) -> Option<CaseNumber> {
        let plain = text.trim().trim_start_matches(['[', '(']).trim_end_matches([']', ')']).trim();
        let (at, number) = self.matches(plain).next()?;
        (at == (0..plain.len())).then_some(number)
    }

    /// Where in the text each number stands.
    pub(super) fn matches<'t>(
        &'t self,
        text: &'t str,
    ) -> impl Iterator<Item = (Range<usize>, CaseNumber)> + 't {
        let looked_at = head(text, Self::LOOKED_AT);
        self.pattern
            .iter()
            .flat_map(move |pattern| pattern.captures_iter(looked_at))
            .filter_map(move |found| self.number(&found, looked_at))
    }

    /// The number of a match, unless what stands around it says that it is something else.
    fn number(&self, found: &Captures<'_>, text: &str) -> Option<(Range<usize>, CaseNumber)> {
        let whole = found.get(0)?.range();
        let series = match (found.name("ticket"), found.name("problem")) {
            (Some(_), _) => Series::Ticket,
            (_, Some(_)) => Series::Problem,
            _ => Series::Request,
        };
        let before = text.get(..whole.start)?.chars().next_back();
        let within_word = before.is_some_and(char::is_alphanumeric);
        if within_word && (series != Series::Ticket || self.prefix_begins_word) {
            return None;
        }
        let group = |name: &str| found.name(name).map(|group| group.as_str());
        let year = group("year").or_else(|| group("joined_year"))?;
        let seq = group("seq").or_else(|| group("joined_seq"))?;
        let mut after = text.get(whole.end..)?.chars();
        let next = after.next();
        if next.is_some_and(char::is_alphanumeric) {
            return None;
        }
        // "SCJ 2026-11-20" is a date, "SCJ 2026 1.500 equipos" a count.
        let goes_on = next.is_some_and(|c| "-/.,_".contains(c)) && after.next().is_some_and(char::is_numeric);
        if goes_on && seq.chars().count() <= 2 {
            return None;
        }
        let number = CaseNumber::new(series, i16::try_from(digits(year)?).ok()?, digits(seq)?)?;
        Some((whole, number))
    }
}

/// The beginning of a text, at most so many bytes, whole characters.
fn head(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or(text)
}

/// A character of a prefix as a pattern: itself, its full-width form, or any separator for a separator.
fn loose(c: char) -> String {
    if c.is_whitespace() || "-._/".contains(c) {
        return r"[\s\p{Cf}\p{Pd}\u{2212}./_]{1,3}".to_owned();
    }
    let plain = regex::escape(&c.to_string());
    let wide = c.is_ascii_graphic().then(|| char::from_u32(u32::from(c) + 0xFEE0)).flatten();
    wide.map_or_else(|| plain.clone(), |wide| format!("(?:{plain}|{wide})"))
}

/// The value of ASCII or full-width digits.
fn digits(text: &str) -> Option<u32> {
    text.chars().try_fold(0_u32, |value, c| {
        let ascii = u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c);
        value.checked_mul(10)?.checked_add(ascii.to_digit(10)?)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    static READER: LazyLock<NumberReader> = LazyLock::new(|| NumberReader::new("SCJ"));

    fn shown(text: &str) -> Vec<String> {
        READER.find(text).into_iter().map(|number| number.display("SCJ")).collect()
    }

    #[test]
    fn displays() {
        for (series, year, seq, expected) in [
            (Series::Ticket, 2026, 123, Some("SCJ-2026-000123")),
            (Series::Request, 2026, 45, Some("SOL-2026-000045")),
            (Series::Problem, 2099, 1, Some("PRB-2099-000001")),
            (Series::Ticket, 2026, 1_234_567, Some("SCJ-2026-1234567")),
            (Series::Ticket, 2026, 999_999_999, Some("SCJ-2026-999999999")),
            (Series::Ticket, 2026, 1_000_000_000, None),
            (Series::Ticket, 2026, 0, None),
            (Series::Ticket, 1999, 1, None),
            (Series::Ticket, 2100, 1, None),
        ] {
            let number = CaseNumber::new(series, year, seq);
            assert_eq!(number.map(|number| number.display("SCJ")).as_deref(), expected);
        }
    }

    #[test]
    fn reads_with_tolerance() {
        for text in [
            "SCJ-2026-000123",
            "[SCJ-2026-000123]",
            "SCJ 2026 123",
            "scj2026-123",
            "[SCJ.2026.000123]",
            "caso SCJ-2026-123.",
            "RE: [SCJ-2026-000123] Impresora",
            "scj_2026_123",
            "SCJ/2026/123",
            "Scj - 2026 - 000123",
            "SCJ–2026–000123",
            "SCJ—2026—000123",
            "SCJ\u{2011}2026\u{2011}000123",
            "SCJ\u{2212}2026\u{2212}123",
            "SCJ\u{ad}2026\u{ad}000123",
            "SCJ\u{a0}2026\u{a0}000123",
            "SCJ-2026-\u{200b}000123",
            "SCJ-2026-\r\n 000123",
            "SCJ\r\n -2026-000123",
            "SCJ2026000123",
            "SCJ:2026-123",
            "SCJ # 2026-123",
            "(SCJ-2026-000123)",
            "«SCJ-2026-000123»",
            "SCJ-2026-000000123",
            "¿Qué pasó con SCJ-2026-123?",
            "SCJ-2026-123, SCJ-2026-000123 y scj 2026 0123",
            "caso_SCJ-2026-000123_pantallazo.png",
            "mailto:mesa+SCJ-2026-000123@scj.test",
            "ＳＣＪ－２０２６－０００１２３",
            "SCJ SCJ-2026-000123",
            "SCJ-2026-000123-2",
        ] {
            assert_eq!(shown(text), ["SCJ-2026-000123"], "{text:?}");
        }
    }

    #[test]
    fn finds_all_in_order() {
        assert_eq!(
            shown("prb-2026-1, de SOL 2026 45; ver SCJ-2026-9, sol-2026-000045 y [SCJ-2025-9]"),
            ["PRB-2026-000001", "SOL-2026-000045", "SCJ-2026-000009", "SCJ-2025-000009"]
        );
    }

    #[test]
    fn reads_nothing_else() {
        for text in [
            "",
            "ASCJ-2026-1",
            "1SCJ-2026-1",
            "ñSCJ-2026-1",
            "SCJ-2026-0001234567890",
            "SCJ-2026-1234567890",
            "SCJ-26-123",
            "SCJ-1999-123",
            "SCJ-2100-123",
            "SCJ-20260-123",
            "SCJ-2026-0",
            "SCJ-2026-000000",
            "SCJ-2026-12a",
            "SCJ-2026-",
            "SCJ-2026",
            "SCJX-2026-1",
            "SCJ 2026-11-20",
            "SCJ 2026/11/20 10:00",
            "SCJ 2026 1.500 equipos",
            "SCJ 2026\n15 equipos",
            "SCJ 2026\n- 15 equipos",
            "SCJ2026123",
            "SCJ2012345678",
            "RESOL-2026-12",
            "consol 2026 12",
            "2026-000123",
            "SCJ-2026----------1",
            "INC-2026-000123",
        ] {
            assert_eq!(shown(text), [""; 0], "{text:?}");
        }
    }

    #[test]
    fn parses_only_a_whole_number() {
        let reader = NumberReader::new("SCJ");
        for text in ["SCJ-2026-000123", " [scj 2026 123] ", "(SCJ.2026.123)"] {
            assert_eq!(reader.parse(text), CaseNumber::ticket(2026, 123), "{text}");
        }
        assert_eq!(reader.parse("sol-2026-7"), CaseNumber::request(2026, 7));
        for text in ["", "123", "caso SCJ-2026-123", "SCJ-2026-123 y más", "SCJ-2026-1 SCJ-2026-2"] {
            assert_eq!(reader.parse(text), None, "{text}");
        }
    }

    #[test]
    fn odd_prefixes() {
        for prefix in ["S.C*J", "#T", "(a|b", "[", "ÑANDÚ", "MESA TI", "MESA-TI", "x^$", "SCJ2", "\\d"] {
            let reader = NumberReader::new(prefix);
            let number = CaseNumber::ticket(2026, 77).unwrap();
            let text = format!("Re: [{}] hola", number.display(prefix));
            assert_eq!(reader.find(&text), [number], "{prefix}");
            assert_eq!(reader.find(&text.to_lowercase()), [number], "{prefix}");
        }
        assert_eq!(NumberReader::new("S.C").find("SxC-2026-1"), []);
        assert_eq!(NumberReader::new("#T").find("caso#T-2026-1").len(), 1);
        assert_eq!(
            NumberReader::new("").find("2026-1 -2026-1 SOL-2026-3"),
            [CaseNumber::request(2026, 3).unwrap()]
        );
        assert_eq!(NumberReader::new(&"x{9}".repeat(200_000)).find("SCJ-2026-1"), []);
    }

    #[test]
    fn looks_no_further_than_it_says() {
        let reader = NumberReader::new("SCJ");
        let far = format!("{}á SCJ-2026-000123", " ".repeat(NumberReader::LOOKED_AT - 1));
        assert_eq!(reader.find(&far), []);
        // Five megabytes of beginnings: one bounded pass.
        for piece in ["SCJ-2026-", "SCJ 2026 ", "[[[[", "SCJ", "SCJ-2026-1 ", "2020", "é—"] {
            let hostile = piece.repeat(5_000_000 / piece.len());
            assert!(reader.find(&hostile).len() <= 1, "{piece}");
        }
    }

    proptest! {
        #[test]
        fn written_then_read(
            series in prop::sample::select(vec![Series::Ticket, Series::Request, Series::Problem]),
            year in 2000_i16..=2099,
            seq in 1..=CaseNumber::MAX_SEQ,
            one in "[-._/ –—\u{2011}\u{a0}]{1,2}",
            two in "[-._/ –—\u{2011}\u{a0}]{1,2}",
            around in prop::sample::select(vec![("", ""), ("[", "]"), ("(", ")"), ("caso ", "."), ("RE: [", "] x"), ("№ ", "?")]),
            upper: bool,
            padded: bool,
        ) {
            let number = CaseNumber::new(series, year, seq).unwrap();
            let plain = if padded { number.display("SCJ") } else {
                format!("{}-{year}-{seq}", series.prefix("SCJ"))
            };
            let mut parts = plain.splitn(3, '-');
            let mut next = || parts.next().unwrap();
            let text = format!("{}{}{one}{}{two}{}{}", around.0, next(), next(), next(), around.1);
            let text = if upper { text } else { text.to_lowercase() };
            prop_assert_eq!(READER.find(&text), vec![number], "{}", text);
        }

        #[test]
        fn never_fails(text in "\\PC{0,200}", prefix in "\\PC{0,12}") {
            let reader = NumberReader::new(&prefix);
            for (at, number) in reader.matches(&text) {
                prop_assert!(text.get(at).is_some());
                prop_assert!(number.seq() > 0 && (2000..=2099).contains(&number.year()));
            }
        }
    }
}
