//! The templates: built in, overridable one by one, tried at load, rendered.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use rust_embed::RustEmbed;
use tera::{ErrorKind, Tera};

use super::text::{finish, indented, one_line};
use super::view::{DeskView, View};
use super::{DeskIdentity, Envelope, LetterError, Variables, Worded, inline, samples};
use crate::desk::letter::Content;

#[derive(RustEmbed)]
#[folder = "templates/mail"]
struct BuiltIn;

/// The rules that are put inline into every HTML template.
const STYLE: &str = "style.css";
/// The largest override that is read, in bytes.
const OVERRIDE_MAX: u64 = 256 * 1024;
/// The longest subject, its tag included, in characters.
const SUBJECT_MAX: usize = 200;

/// What is named where no single file is known to be at fault.
const ALL: &str = "the letters' templates";

/// A template's source and where it comes from.
struct Source {
    text: String,
    /// How an operator finds it: its path for an override, its name for a built-in one.
    place: String,
    is_override: bool,
}

/// The built-in templates as they are used: made once, whoever asks.
static USED: LazyLock<Result<Vec<(String, String)>, String>> =
    LazyLock::new(|| used(&built_in()).map_err(|error| error.to_string()));

/// Compiles all templates. Those that nobody has changed are tried by the tests, not at every start.
pub fn load(overrides: Option<&Path>, desk: &DeskIdentity) -> Result<Tera, LetterError> {
    let sources = sources(overrides)?;
    if sources.values().any(|source| source.is_override) {
        return tried(&sources, desk);
    }
    let used = USED
        .as_ref()
        .map_err(|message| LetterError::File { file: ALL.to_owned(), message: message.clone() })?;
    compile(used, desk, &sources)
}

/// Compiles and tries all templates.
fn tried(sources: &BTreeMap<String, Source>, desk: &DeskIdentity) -> Result<Tera, LetterError> {
    // Once as they are written, so that what is wrong is told with the line of the file ...
    let written: Vec<(String, String)> =
        templates(sources).map(|(name, source)| (name.clone(), source.text.clone())).collect();
    try_out(&compile(&written, desk, sources)?, desk, sources)?;
    // ... and once as they are used.
    let tera = compile(&used(sources)?, desk, sources)?;
    try_out(&tera, desk, sources)?;
    Ok(tera)
}

fn templates(sources: &BTreeMap<String, Source>) -> impl Iterator<Item = (&String, &Source)> {
    sources.iter().filter(|(name, _)| name.as_str() != STYLE)
}

/// The templates' texts with the style put in, and without the lines that hold nothing but a tag.
fn used(sources: &BTreeMap<String, Source>) -> Result<Vec<(String, String)>, LetterError> {
    let style = sources.get(STYLE).map(|source| source.text.as_str()).unwrap_or_default();
    let mut used = Vec::with_capacity(sources.len());
    for (name, source) in templates(sources) {
        let text = if name.ends_with(".html") {
            inline::styled(&source.text, style)
                .map_err(|message| LetterError::File { file: source.place.clone(), message })?
        } else {
            without_tag_lines(&source.text)
        };
        used.push((name.clone(), text));
    }
    Ok(used)
}

/// The variables of a letter.
pub fn context(
    desk: &DeskIdentity,
    envelope: &Envelope,
    content: &Content,
) -> Result<Variables, LetterError> {
    Variables::from_serialize(&View::of(desk, envelope, content)).map_err(|error| explain(&error, None))
}

/// Renders one letter.
pub fn render(
    tera: &Tera,
    template: &str,
    context: &Variables,
    envelope: &Envelope,
) -> Result<Worded, tera::Error> {
    let words = tera.render(&format!("{template}.subject.txt"), context)?;
    let subject = match envelope.number.as_deref() {
        Some(number) => format!("[{number}] {words}"),
        None => words,
    };
    Ok(Worded {
        // An encoded word written out by somebody would be decoded by mail programs (RFC 2047, 6.1).
        subject: one_line(&subject, SUBJECT_MAX).replace("=?", "= ?"),
        text: finish(&tera.render(&format!("{template}.txt"), context)?),
        html: hours_kept_whole(&tera.render(&format!("{template}.html"), context)?),
    })
}

/// Narrow screens would part "7:00" from "p. m.". Links hold no blanks, and no markup has these words.
fn hours_kept_whole(html: &str) -> String {
    html.replace("0 m.", "0\u{a0}m.")
        .replace(" a. m.", "\u{a0}a.\u{a0}m.")
        .replace(" p. m.", "\u{a0}p.\u{a0}m.")
}

/// Says what is wrong with a template: the file, the line and the reason, in one sentence.
pub fn explain(error: &tera::Error, files: Option<&BTreeMap<String, String>>) -> LetterError {
    let place = |name: &str| {
        files
            .and_then(|files| files.get(name).cloned())
            .unwrap_or_else(|| format!("the built-in template {name}"))
    };
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => LetterError::Template {
            file: place(report.filename()),
            line: report.span().start_line,
            message: one_line(report.message(), 300),
        },
        ErrorKind::MissingParent { current, parent } => LetterError::File {
            file: place(current),
            message: format!("it extends \"{parent}\", which does not exist"),
        },
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            LetterError::File { file: place(tpl), message: "it includes or extends itself".to_owned() }
        }
        other => LetterError::File { file: ALL.to_owned(), message: one_line(&other.to_string(), 300) },
    }
}

fn explain_at(error: &tera::Error, sources: &BTreeMap<String, Source>) -> LetterError {
    let places = sources.iter().map(|(name, source)| (name.clone(), source.place.clone())).collect();
    match explain(error, Some(&places)) {
        // An error about several templates at once: the built-in ones hold by themselves, so it is an override's.
        LetterError::File { file, message } if file == ALL => {
            let suspects: Vec<&str> = sources
                .values()
                .filter(|source| source.is_override)
                .map(|source| source.place.as_str())
                .collect();
            LetterError::File {
                file: if suspects.is_empty() { file } else { suspects.join(" or ") },
                message,
            }
        }
        told => told,
    }
}

fn place(name: &str, sources: &BTreeMap<String, Source>) -> String {
    sources.get(name).map_or_else(|| name.to_owned(), |source| source.place.clone())
}

fn compile(
    templates: &[(String, String)],
    desk: &DeskIdentity,
    sources: &BTreeMap<String, Source>,
) -> Result<Tera, LetterError> {
    let mut tera = Tera::new();
    tera.register_filter("margin", |text: &str, _: tera::Kwargs, _: &tera::State| indented(text, 4));
    tera.global_context().insert("desk", &DeskView::from(desk));
    tera.add_raw_templates(templates.iter().map(|(name, text)| (name.as_str(), text.as_str())))
        .map_err(|error| explain_at(&error, sources))?;
    Ok(tera)
}

/// Renders every sample, and looks whether a template names a variable that its kind does not have: a branch that no
/// sample takes would otherwise fail only in the mail of somebody.
fn try_out(tera: &Tera, desk: &DeskIdentity, sources: &BTreeMap<String, Source>) -> Result<(), LetterError> {
    for sample in samples::all() {
        let template = sample.content.template();
        let context = context(desk, &sample.envelope, &sample.content)?;
        render(tera, template, &context, &sample.envelope).map_err(|error| explain_at(&error, sources))?;
        for ending in ["subject.txt", "txt", "html"] {
            let name = format!("{template}.{ending}");
            let named = tera.get_template_variables(&name).map_err(|error| explain_at(&error, sources))?;
            if let Some(unknown) =
                named.into_iter().find(|named| *named != "desk" && !context.contains_key(named))
            {
                let message = format!("it names \"{unknown}\", which this letter does not know");
                return Err(LetterError::File { file: place(&name, sources), message });
            }
        }
    }
    Ok(())
}

/// The built-in templates by name.
fn built_in() -> BTreeMap<String, Source> {
    let source = |name: std::borrow::Cow<'_, str>| {
        let text = BuiltIn::get(&name).map(|file| String::from_utf8_lossy(&file.data).into_owned());
        let place = format!("the built-in template {name}");
        (name.into_owned(), Source { text: text.unwrap_or_default(), place, is_override: false })
    };
    BuiltIn::iter().map(source).collect()
}

/// All templates by name, overrides in place of the built-in ones.
fn sources(overrides: Option<&Path>) -> Result<BTreeMap<String, Source>, LetterError> {
    let mut sources = built_in();
    let Some(folder) = overrides else { return Ok(sources) };
    let mail = folder.join("mail");
    let folder = if mail.is_dir() { mail.as_path() } else { folder };
    let unread = |path: &Path, source| LetterError::Read { path: path.to_owned(), source };
    for entry in std::fs::read_dir(folder).map_err(|error| unread(folder, error))? {
        let path = entry.map_err(|error| unread(folder, error))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let place = path.display().to_string();
        let Some(source) = sources.get_mut(name) else {
            if [".txt", ".html", ".css"].iter().any(|ending| name.ends_with(ending)) {
                let message = "no letter has a template of this name".to_owned();
                return Err(LetterError::File { file: place, message });
            }
            continue;
        };
        let size = std::fs::metadata(&path).map_err(|error| unread(&path, error))?.len();
        if size > OVERRIDE_MAX {
            let message = format!("it is larger than {OVERRIDE_MAX} bytes");
            return Err(LetterError::File { file: place, message });
        }
        let text = std::fs::read_to_string(&path).map_err(|error| unread(&path, error))?;
        *source = Source { text, place, is_override: true };
    }
    Ok(sources)
}

/// Takes away the line ends of lines that hold nothing but a tag, so that `{% if %}` and `{% for %}` may stand on
/// lines of their own in text templates.
fn without_tag_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        let lone = bare.starts_with("{%") && bare.ends_with("%}") && bare.matches("{%").count() == 1
            || bare.starts_with("{#") && bare.ends_with("#}") && bare.matches("{#").count() == 1;
        out.push_str(if lone { bare } else { line });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_templates_hold() {
        tried(&built_in(), &samples::desk().unwrap()).unwrap();
    }
}
