//! Attached forms: which of the entity's forms a file is, and what people wrote into it (activity [16]).
//!
//! A file is made a [`document::Document`] by its kind, within bounds; [`find`] looks for the form's labels in it. What a
//! machine cannot read is said to be so, and why: a person reads it then (contract, ruling 3).

mod archive;
pub mod blank;
mod compound;
mod date;
mod document;
mod docx;
mod find;
mod kind;
mod labels;
mod odf;
mod pdf;
mod pdf_guard;
mod xls;
mod xlsx;
mod xml;

#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::config::catalog::Catalog;
use crate::desk::mail::{Attachment, FormReading, FoundForm};

use document::Document;
use kind::Kind;
use labels::Known;

/// Images that are smaller are logos, in bytes.
const SMALL_IMAGE: u64 = 30_000;
/// How many files of a mail are looked into.
const MAX_FILES: usize = 20;
/// What all files of a mail that are looked into may have together, in bytes.
const MAX_BYTES: usize = 60 << 20;

/// Reads attached forms. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Reader {
    forms: Arc<[Known]>,
}

/// Why a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// It has a password.
    Protected,
    /// It is cut, garbled, or makes the reader fail.
    Broken,
    /// It is larger than any form.
    TooLarge,
}

/// What can be said of a document as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nature {
    /// People write into it.
    Open,
    /// A PDF with form fields.
    Fields,
    /// A PDF without.
    Flat,
    /// A PDF without any text.
    Scan,
    /// A PDF whose form is described in XML.
    Xfa,
}

const PROTECTED: &str = "el archivo está protegido con contraseña";
const BROKEN: &str = "el archivo está dañado";
const TOO_LARGE: &str = "el archivo es demasiado grande";
const SCAN: &str = "es un documento escaneado";
const PHOTOGRAPH: &str = "es una fotografía o una imagen escaneada";
const FLAT: &str = "es un PDF sin campos";
const XFA: &str = "es un formulario XFA";
const STRANGE_FIELDS: &str = "los campos del PDF no son los del formato";
const NO_TEXT: &str = "no tiene texto";
const OTHER_KIND: &str = "es un tipo de archivo que no se puede leer automáticamente";

impl Trouble {
    fn reason(self) -> &'static str {
        match self {
            Self::Protected => PROTECTED,
            Self::Broken => BROKEN,
            Self::TooLarge => TOO_LARGE,
        }
    }
}

impl Reader {
    /// A reader of the catalogue's forms. It does little: one can be made for each batch of mails.
    pub fn new(catalog: &Catalog) -> Self {
        Self { forms: catalog.forms.iter().map(Known::new).collect() }
    }

    /// The entity's forms among files, in their order: each with its values, or why a person must read it. Files that are
    /// no forms give nothing; a scan or photograph, and what cannot be opened, may be one and gives a form without code.
    pub fn read(&self, files: &[(&Attachment, &[u8])]) -> Vec<FoundForm> {
        if self.forms.is_empty() {
            return Vec::new();
        }
        let mut room = MAX_BYTES;
        let mut found = Vec::new();
        for (file, bytes) in files.iter().take(MAX_FILES) {
            let fits = room.checked_sub(bytes.len());
            room = fits.unwrap_or(room);
            found.extend(self.one(file, bytes, fits.is_some()));
        }
        found
    }

    fn one(&self, file: &Attachment, bytes: &[u8], fits: bool) -> Option<FoundForm> {
        let by_name = self.forms.iter().find(|form| form.is_named_in(&file.name, true));
        let found = |id: Option<&Known>, reading| {
            Some(FoundForm { id: id.map(|form| form.id.clone()), file: file.name.clone(), reading })
        };
        let unreadable = |id: Option<&Known>, why: &str| found(id, FormReading::Unreadable(why.to_owned()));
        let kind = Kind::of(file, bytes);
        if !fits && kind.is_some() {
            return by_name.and_then(|form| unreadable(Some(form), TOO_LARGE));
        }
        match kind {
            None => return None,
            Some(Kind::Image) if by_name.is_some() => return unreadable(by_name, PHOTOGRAPH),
            Some(Kind::Image) if file.inline || file.size < SMALL_IMAGE => return None,
            Some(Kind::Image) => return unreadable(None, PHOTOGRAPH),
            Some(Kind::Other) => return by_name.and_then(|form| unreadable(Some(form), OTHER_KIND)),
            Some(_) => {}
        }
        let read = catch_unwind(AssertUnwindSafe(|| {
            let (document, nature) = document_of(bytes)?;
            Ok(self.recognised(&document, nature, by_name))
        }));
        match read.unwrap_or(Err(Trouble::Broken)) {
            Ok(Some((id, reading))) => found(id, reading),
            Ok(None) => None,
            // What is too large for a form is none, unless it says it is one.
            Err(Trouble::TooLarge) if by_name.is_none() => None,
            Err(trouble) => unreadable(by_name, trouble.reason()),
        }
    }

    /// Which form a document is, and what can be read of it.
    fn recognised<'a>(
        &'a self,
        document: &Document,
        nature: Nature,
        by_name: Option<&'a Known>,
    ) -> Option<(Option<&'a Known>, FormReading)> {
        let unreadable = |form, why: &str| Some((form, FormReading::Unreadable(why.to_owned())));
        match nature {
            Nature::Scan => return unreadable(by_name, SCAN),
            Nature::Flat | Nature::Xfa => {
                let text = document.texts().collect::<Vec<_>>().join("\n");
                let form = by_name.or_else(|| self.in_text(&text, |form| form.labels_within(&text)));
                return match (form, nature) {
                    (_, Nature::Xfa) => unreadable(form, XFA),
                    (Some(_), _) => unreadable(form, FLAT),
                    (None, _) => None,
                };
            }
            Nature::Open | Nature::Fields => {}
        }
        let is_pdf = nature == Nature::Fields;
        let look = if is_pdf { find::named_fields } else { find::fields };
        let found: Vec<find::Found> = self.forms.iter().map(|form| look(form, document)).collect();
        let labels = |form: &Known| {
            let index = self.forms.iter().position(|known| known.id == form.id);
            index.and_then(|index| found.get(index)).map_or(0, |found| found.labels)
        };
        let text = || document.texts().collect::<Vec<_>>().join("\n");
        let form = by_name.or_else(|| {
            let text = text();
            let printed = |form: &Known| if is_pdf { form.labels_within(&text) } else { 0 };
            self.in_text(&text, |form| labels(form).max(printed(form)))
        })?;
        let half = form.fields.len().div_ceil(2);
        if is_pdf && labels(form) < half {
            return unreadable(Some(form), STRANGE_FIELDS);
        }
        if document.is_empty() {
            return unreadable(Some(form), NO_TEXT);
        }
        let index = self.forms.iter().position(|known| known.id == form.id)?;
        let values = &found.get(index)?.values;
        let values = values.iter().map(|value| value.clone().unwrap_or_default()).collect();
        Some((Some(form), FormReading::Fields(values)))
    }

    /// The form whose code stands in a text together with some of its labels, or half of whose labels stand there; of
    /// several the one with most. A letter that only names a form is none.
    fn in_text(&self, text: &str, labels: impl Fn(&Known) -> usize) -> Option<&Known> {
        let ranked = self.forms.iter().filter_map(|form| {
            let count = labels(form);
            let named = form.is_named_in(text, false);
            let enough = if named { 2.min(form.fields.len()) } else { form.fields.len().div_ceil(2) };
            (count >= enough).then_some((named, count, form))
        });
        // The first of equals.
        ranked
            .reduce(|best, next| if (next.0, next.1) > (best.0, best.1) { next } else { best })
            .map(|best| best.2)
    }
}

/// Reads a file by its kind.
fn document_of(bytes: &[u8]) -> Result<(Document, Nature), Trouble> {
    let open = |document| (document, Nature::Open);
    if bytes.starts_with(compound::MAGIC) {
        let file = compound::Compound::open(bytes)?;
        if file.has("EncryptedPackage") {
            return Err(Trouble::Protected);
        }
        return xls::read(&file).map(open);
    }
    if kind::is_pdf(bytes) {
        return pdf::read(bytes);
    }
    let archive = archive::Archive::open(bytes)?;
    let document = if archive.has("word/document.xml") {
        docx::read(archive)
    } else if archive.has("content.xml") {
        odf::read(archive)
    } else {
        xlsx::read(archive)
    };
    document.map(open)
}
