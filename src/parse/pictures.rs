//! Where the pictures stand that an HTML body shows: in what was written, in the signature, in what is quoted.

use std::collections::HashSet;

use super::text::{self, Context};

/// A picture of a signature is below this, in bytes; what is larger was pasted, wherever it stands.
pub(super) const LARGEST_ADORNMENT: u64 = 60_000;

/// How far before its `cid:` an element begins at most, in bytes.
const LONGEST_ELEMENT: usize = 4_000;

/// How many pictures are looked for.
const MOST: usize = 200;

/// The Content-ID behind `cid:`, in lower case (RFC 2392).
pub(super) fn content_id(behind: &str) -> Option<String> {
    let end = behind.find(|c: char| c.is_whitespace() || "\"'<>()&;".contains(c)).unwrap_or(behind.len());
    let id = behind.get(..end.min(1_000)).unwrap_or_default();
    (!id.is_empty()).then(|| id.replace("%40", "@").to_lowercase())
}

/// The pictures that stand nowhere but in the signature, or in a letter of ours that is quoted: those whose line, or else
/// the last line above them, is of that and not of what was newly written.
pub(super) fn adorning(html: &str, context: Context<'_>) -> HashSet<String> {
    let mut ids = Vec::new();
    let marked = replaced(html, |id| {
        ids.push(id);
        format!("{MARK}{}{MARK}", ids.len() - 1)
    });
    let Ok(marked) = text::html_to_text(&marked) else { return HashSet::new() };
    let written = text::html(&replaced(html, |_| String::new()), context);
    let lines = |text: &'_ str| text.lines().map(|line| bare(line).to_owned()).collect::<HashSet<String>>();
    let new = lines(&written.new);
    let mut old = lines(&written.signature);
    if written.quotes_us {
        old.extend(lines(&written.quoted));
    }
    let mut adorning = HashSet::new();
    let mut telling = HashSet::new();
    let mut above = String::new();
    for line in marked.lines() {
        let (said, shown) = parted(line);
        let said = bare(&said);
        if !said.is_empty() {
            said.clone_into(&mut above);
        }
        let adorns = old.contains(&above) && !new.contains(&above);
        for id in shown.into_iter().filter_map(|at| ids.get(at)) {
            if adorns {
                adorning.insert(id.clone())
            } else {
                telling.insert(id.clone())
            };
        }
    }
    adorning.retain(|id| !telling.contains(id));
    adorning
}

/// Stands around a picture's number; no mail has it, for it is no character.
const MARK: char = '\u{e0f1}';

/// What a line says, and the pictures on it.
fn parted(line: &str) -> (String, Vec<usize>) {
    let mut said = String::new();
    let mut shown = Vec::new();
    for (at, piece) in line.split(MARK).enumerate() {
        match piece.parse().ok().filter(|_| at % 2 == 1) {
            Some(number) => shown.push(number),
            None => said.push_str(piece),
        }
    }
    (said, shown)
}

/// A line without what parts the cells of a table.
fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || c == '|')
}

/// The HTML with something in the place of each picture that it shows by a Content-ID.
fn replaced(html: &str, mut with: impl FnMut(String) -> String) -> String {
    let mut text = String::with_capacity(html.len());
    let mut from = 0;
    for (at, _) in html.match_indices("cid:").take(MOST) {
        let mut start = at.saturating_sub(LONGEST_ELEMENT).max(from);
        while !html.is_char_boundary(start) {
            start += 1;
        }
        let begins = html.get(start..at).and_then(|before| before.rfind('<')).map(|place| start + place);
        let ends = html.get(at..).and_then(|rest| rest.find('>')).map(|place| at + place + 1);
        let id = html.get(at + "cid:".len()..).and_then(content_id);
        let (Some(begins), Some(ends), Some(id)) = (begins, ends, id) else { continue };
        if !html.get(begins..at).is_some_and(|tag| tag.to_ascii_lowercase().starts_with("<img")) {
            continue;
        }
        text.push_str(html.get(from..begins).unwrap_or_default());
        text.push_str(&with(id));
        from = ends;
    }
    text.push_str(html.get(from..).unwrap_or_default());
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::address::Address;

    fn found(html: &str) -> Vec<String> {
        let own = [Address::parse("mesa@scj.test").unwrap()];
        let context = Context { answers: true, own: &own, ..Context::default() };
        let mut found: Vec<String> = adorning(html, context).into_iter().collect();
        found.sort();
        found
    }

    const LOGO: &str = "<img width=120 src=\"cid:Image001.png@01DB\">";
    const SCREEN: &str = "<p><img src=\"cid:image002.png@01DB\" alt=\"pantalla\"></p>";

    #[test]
    fn a_logo_is_told_from_a_pasted_screenshot() {
        for html in [
            format!(
                "<p>No me abre Orfeo</p>{SCREEN}<p>Cordialmente,</p><p>Clara Rojas<br>Oficina Jurídica<br>{LOGO}</p>"
            ),
            format!("<p>No me abre</p>{SCREEN}<div class=gmail_signature>Clara Rojas<br>{LOGO}</div>"),
            format!(
                "<p>No me abre</p>{SCREEN}<p>Atentamente,</p><table><tr><td>{LOGO}</td><td>Clara Rojas<br>Oficina Jurídica<br>Tel. \
                 3779595</td></tr></table>"
            ),
            format!(
                "<p>Va la pantalla</p>{SCREEN}<div id=divRplyFwdMsg><b>De:</b> Mesa &lt;mesa@scj.test&gt;<br><b>Enviado:</b> viernes, 20 de \
                 noviembre de 2026 10:02<br><b>Para:</b> Clara<br><b>Asunto:</b> Orfeo</div><p>Nos falta</p>{LOGO}"
            ),
        ] {
            assert_eq!(found(&html), ["image001.png@01db"], "{html}");
        }
    }

    #[test]
    fn what_nobody_can_tell_is_no_adornment() {
        for html in [
            LOGO.to_owned(),
            format!("<p>No me abre Orfeo</p>{LOGO}"),
            format!("<p>Esto sale: {LOGO} y no deja seguir</p><p>Cordialmente,</p><p>Clara Rojas</p>"),
            // The same picture in both places.
            format!("<p>Miren el logo: {LOGO}</p><p>Cordialmente,</p><p>Clara Rojas<br>{LOGO}</p>"),
            "<p style=\"background:url(cid:x)\">Hola</p>".to_owned(),
            "<img src=\"cid:".to_owned(),
        ] {
            assert_eq!(found(&html), Vec::<String>::new(), "{html}");
        }
    }
}
