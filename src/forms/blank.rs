//! The blank forms: those of the entity, else those that come along; each is read once, as a filled one would be.

use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::config::ConfigError;
use crate::config::catalog::{Blank, Catalog, Form, FormValue};
use crate::desk::forms::faults;

use super::labels::Known;
use super::{Nature, Trouble, document_of, find};

/// The largest blank, in bytes: it goes along with letters.
const MAX_BLANK: u64 = 2 << 20;

#[derive(RustEmbed)]
#[folder = "templates/forms"]
struct BuiltIn;

/// Fills [`Form::blank`] of every form: from `file`, which stands relative to the catalogue's folder; else from
/// `CODE.xlsx` in the templates' folder, or its folder `forms`; else from those that come along.
///
/// # Errors
/// One sentence that names form and file: when a form has no blank, when it cannot be read, or when a field that must be
/// filled in has no label in it by which it could be found again.
pub fn load(
    catalog: &mut Catalog,
    catalog_folder: &Path,
    templates: Option<&Path>,
) -> Result<(), ConfigError> {
    for form in &mut catalog.forms {
        let (path, bytes) = source(form, catalog_folder, templates)?;
        let fault = |message: String| ConfigError::Malformed {
            path: path.clone(),
            message: format!("form {}: {message}", form.id),
        };
        check(form, &bytes).map_err(fault)?;
        let blank = Blank {
            name: name(form, &path),
            sha256: HEXLOWER.encode(&Sha256::digest(&bytes)),
            bytes: bytes.into(),
        };
        form.blank = Some(blank);
    }
    Ok(())
}

/// Where a blank comes from, and its bytes.
fn source(form: &Form, folder: &Path, templates: Option<&Path>) -> Result<(PathBuf, Vec<u8>), ConfigError> {
    let built_in = format!("{}.xlsx", form.id);
    let own = form.file.as_ref().map(|file| folder.join(file)).or_else(|| {
        let places = templates
            .into_iter()
            .flat_map(|folder| [folder.join(&built_in), folder.join("forms").join(&built_in)]);
        places.into_iter().find(|file| file.is_file())
    });
    let Some(path) = own else {
        return match BuiltIn::get(&built_in) {
            Some(file) => Ok((PathBuf::from(built_in), file.data.into_owned())),
            None => Err(ConfigError::Value {
                key: format!("form {}", form.id),
                message: format!(
                    "there is no blank: name one with file = \"...\", or put {built_in} into the templates' folder"
                ),
            }),
        };
    };
    let unreadable = |cause| ConfigError::Unreadable { path: path.clone(), cause };
    let size = std::fs::metadata(&path).map_err(unreadable)?.len();
    if size > MAX_BLANK {
        return Err(ConfigError::Malformed {
            message: format!("form {}: the blank has {size} bytes, more than {MAX_BLANK}", form.id),
            path,
        });
    }
    let bytes = std::fs::read(&path).map_err(unreadable)?;
    Ok((path, bytes))
}

/// Every field that must be filled in is found in the blank.
fn check(form: &Form, bytes: &[u8]) -> Result<(), String> {
    let (document, nature) = document_of(bytes).map_err(|trouble| {
        match trouble {
            Trouble::Protected => "the blank has a password",
            Trouble::Broken => {
                "the blank cannot be read; it must be xlsx, xls, ods, docx, odt, or a PDF with fields"
            }
            Trouble::TooLarge => "the blank is too large",
        }
        .to_owned()
    })?;
    let known = Known::new(form);
    let found = match nature {
        Nature::Open => find::fields(&known, &document),
        Nature::Fields => find::named_fields(&known, &document),
        Nature::Flat | Nature::Scan | Nature::Xfa => {
            return Err("the blank is a PDF without fields that can be read".to_owned());
        }
    };
    let missing =
        form.fields.iter().zip(&found.values).find(|(field, value)| !field.optional && value.is_none());
    if let Some((field, _)) = missing {
        return Err(format!("the label \"{}\" does not stand in the blank", field.label));
    }
    // Hints and options may stand beside a label; a date, an address or a number that is right is somebody's.
    let values: Vec<String> = found.values.into_iter().map(Option::unwrap_or_default).collect();
    let wrong = faults(form, &values);
    let filled = form.fields.iter().zip(&values).find(|(field, value)| {
        field.value != FormValue::Text
            && !value.is_empty()
            && !wrong.iter().any(|fault| fault.label == field.label)
    });
    match filled {
        Some((field, _)) => Err(format!("the field \"{}\" is filled in: this is no blank", field.label)),
        None => Ok(()),
    }
}

/// The name under which a blank goes out: the file's, with the form's code in it.
fn name(form: &Form, path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if Known::new(form).is_named_in(&name, true) { name } else { format!("{} {name}", form.id) }
}
