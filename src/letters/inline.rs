//! Puts the CSS inline into a template, once, when it is loaded: mail programs drop style sheets (Outlook, Gmail in
//! part), and doing it for each letter would cost more than all the rest.
//!
//! A template is no HTML: its tags are stood in for while an HTML parser reads it. Values become words, statements
//! become comments (which may stand between the rows of a table), and all must come out again in their order.

use css_inline::{CSSInliner, InlineOptions};

/// What stands for the template's tags; it must not occur otherwise.
const MARK: &str = "q7x0tag";

/// The template with the rules of `css` on its elements. A whole document keeps the style sheet in its head, which
/// holds what cannot be inline (dark mode, small screens).
///
/// # Errors
/// A sentence: when the CSS or the HTML is so wrong that the template's tags do not come through it.
pub fn styled(template: &str, css: &str) -> Result<String, String> {
    let (html, tags) = stand_in(template)?;
    let is_document = html.trim_start().to_ascii_lowercase().starts_with("<!doctype");
    let inliner: CSSInliner<'_> = InlineOptions {
        inline_style_tags: false,
        keep_style_tags: true,
        load_remote_stylesheets: false,
        extra_css: is_document.then(|| css.into()),
        ..InlineOptions::default()
    }
    .build();
    let done = if is_document {
        inliner.inline(&html).map_err(|error| format!("its CSS cannot be put inline: {error}"))?
    } else {
        // A comment that stands before all elements would be moved out of the body: hence the element around it.
        let whole = format!("<div>{html}</div>");
        let done = inliner
            .inline_fragment(&whole, css)
            .map_err(|error| format!("its CSS cannot be put inline: {error}"))?;
        done.trim()
            .strip_prefix("<div>")
            .and_then(|done| done.strip_suffix("</div>"))
            .ok_or("its elements are not closed in the order they were opened")?
            .to_owned()
    };
    put_back(&done, &tags)
}

/// The HTML with marks for the template's tags, and the tags in their order.
fn stand_in(template: &str) -> Result<(String, Vec<String>), String> {
    if template.contains(MARK) {
        return Err(format!("it may not contain \"{MARK}\""));
    }
    let mut html = String::with_capacity(template.len());
    let mut tags = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        let (before, tag) = rest.split_at(at);
        html.push_str(before);
        let (close, is_value) = match tag.as_bytes().get(1) {
            Some(b'{') => ("}}", true),
            Some(b'%') => ("%}", false),
            Some(b'#') => ("#}", false),
            _ => {
                html.push('{');
                rest = tag.get(1..).unwrap_or_default();
                continue;
            }
        };
        let end = tag.find(close).ok_or("a tag is not closed")?.saturating_add(close.len());
        let (tag, behind) = tag.split_at(end);
        if close != "#}" {
            let mark = format!("{MARK}{:04}", tags.len());
            html.push_str(&if is_value { mark } else { format!("<!--{mark}-->") });
            tags.push(tag.to_owned());
        }
        rest = behind;
    }
    html.push_str(rest);
    Ok((html, tags))
}

fn put_back(html: &str, tags: &[String]) -> Result<String, String> {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    for (index, tag) in tags.iter().enumerate() {
        let mark = format!("{MARK}{index:04}");
        let mark = if tag.starts_with("{{") { mark } else { format!("<!--{mark}-->") };
        let lost =
            || format!("\"{tag}\" stands where HTML allows no text, such as between the rows of a table");
        let (before, behind) = rest.split_once(&mark).ok_or_else(lost)?;
        if before.contains(MARK) {
            return Err(lost());
        }
        out.push_str(before);
        out.push_str(tag);
        rest = behind;
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn puts_rules_inline_and_keeps_the_tags() {
        let css = ".a { color: #123456 } td { padding: 1px }";
        let done = styled(
            "{% extends \"b.html\" %}{# no #}<p class=\"a\">{{ x }} &amp; {% if y %}<a href=\"mailto:{{ x }}\">y</a>{% endif %}</p>\
             <table><tbody>{% for r in rows %}<tr><td>{{ r }}</td></tr>{% endfor %}</tbody></table>",
            css,
        )
        .unwrap();
        assert!(done.starts_with("{% extends \"b.html\" %}<p class=\"a\" style=\"color: #123456"), "{done}");
        assert!(done.contains("<a href=\"mailto:{{ x }}\">y</a>{% endif %}</p>"), "{done}");
        assert!(done.contains("{% for r in rows %}<tr><td style=\"padding: 1px"), "{done}");
        let whole = styled("<!DOCTYPE html><html><head><style>@media (x) {}</style></head><body class=\"a\">{% block b %}{% endblock %}</body></html>", css).unwrap();
        assert!(
            whole.contains("<style>@media (x) {}</style>") && whole.contains("<body class=\"a\" style="),
            "{whole}"
        );
    }

    #[test]
    fn refuses_what_would_be_lost() {
        assert!(
            styled("<table>{% for x in y %}{{ x }}<tr><td></td></tr>{% endfor %}</table>", "")
                .unwrap_err()
                .contains("{% for x in y %}")
        );
        assert!(styled("<p>{{ x </p>", "").is_err());
        assert!(styled("<p {% if x %}id=\"a\"{% endif %}>a</p>", "").is_err());
        assert!(styled("<p>a</p></div>", "").is_err() || styled("<p>a</p></div>", "").unwrap() == "<p>a</p>");
    }
}
