//! What can be done with a mail before the database is asked: read it, and know it again. All cores help.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::desk::address::Address;
use crate::desk::ahead::Ahead;
use crate::desk::mail::Mail;
use crate::desk::rules::Rules;
use crate::forms;
use crate::mailbox::Fetched;
use crate::parse::{self, Glance, Settings};
use crate::store::blob::sha256;

/// A mail that is ready to be judged.
#[derive(Debug)]
pub struct Prepared {
    /// Where it lies.
    pub location: String,
    /// By what it is known again (ruling 30).
    pub identity: String,
    /// SHA-256 of its bytes.
    pub raw_sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its bytes; empty when they are kept already (a mail over `limits.max_mail`).
    pub bytes: Vec<u8>,
    /// What stands in its header, as far as it goes.
    pub glance: Glance,
    /// The mail and its files' bytes, or why it cannot be read.
    pub reading: Result<(Mail, Vec<Vec<u8>>), String>,
    /// What the mail tells by itself, where that has been read.
    pub ahead: Option<Arc<Ahead>>,
}

impl Prepared {
    /// Reads a mail, and the forms among its files. Panics inside are caught by the readers.
    pub fn new(location: String, bytes: Vec<u8>, settings: &Settings, forms: &forms::Reader) -> Self {
        let (glance, fingerprint, reading) = match parse::parse(&bytes, settings) {
            Ok(mut parsed) => {
                // A machine's mail asks for nothing, and so needs no form.
                if parsed.mail.automatic.is_none() && !parsed.mail.attachments.is_empty() {
                    let files: Vec<_> = std::iter::zip(&parsed.mail.attachments, &parsed.contents)
                        .map(|(file, bytes)| (file, bytes.as_slice()))
                        .collect();
                    parsed.mail.forms = forms.read(&files);
                }
                let glance = Glance {
                    message_id: parsed.mail.message_id.clone(),
                    from: parsed.mail.sender().map(ToString::to_string).unwrap_or_default(),
                    subject: parsed.mail.subject.clone(),
                };
                (glance, parsed.mail.fingerprint.clone(), Ok((parsed.mail, parsed.contents)))
            }
            Err(unreadable) => {
                (parse::header_glance(&bytes), parse::fingerprint(&bytes), Err(unreadable.to_string()))
            }
        };
        let message_id = glance.message_id.as_ref().map_or("", |id| id.as_str());
        Self {
            location,
            identity: format!("{message_id} {fingerprint}"),
            raw_sha256: sha256(&bytes),
            size: bytes.len() as u64,
            bytes,
            glance,
            reading,
            ahead: None,
        }
    }

    /// Reads what the mail tells by itself. A bug in that shows when the mail is judged, and costs it its turn there.
    fn read_ahead(&mut self, rules: &Rules) {
        if let Ok((mail, _)) = &self.reading {
            self.ahead = catch_unwind(AssertUnwindSafe(|| Ahead::of(mail, rules))).ok().map(Arc::new);
        }
    }

    /// Its author, when it can be read.
    pub fn sender(&self) -> Option<&Address> {
        self.reading.as_ref().ok().and_then(|(mail, _)| mail.sender())
    }

    /// All bytes that are kept of it, by their hash.
    pub fn blobs(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let raw = (!self.bytes.is_empty()).then_some((self.raw_sha256.as_str(), self.bytes.as_slice()));
        let files = self.reading.iter().flat_map(|(mail, contents)| {
            mail.attachments
                .iter()
                .zip(contents)
                .map(|(file, bytes)| (file.sha256.as_str(), bytes.as_slice()))
        });
        raw.into_iter().chain(files)
    }
}

/// Reads a batch on all cores, in its order.
pub async fn all(
    fetched: Vec<Fetched>,
    settings: &Arc<Settings>,
    forms: &forms::Reader,
    rules: &Arc<Rules>,
) -> Vec<Prepared> {
    let cores = std::thread::available_parallelism().map_or(2, usize::from).min(8);
    let share = fetched.len().div_ceil(cores).max(1);
    let mut fetched = fetched.into_iter();
    let mut tasks = Vec::new();
    loop {
        let part: Vec<Fetched> = fetched.by_ref().take(share).collect();
        if part.is_empty() {
            break;
        }
        let (settings, forms, rules) = (settings.clone(), forms.clone(), rules.clone());
        tasks.push(tokio::task::spawn_blocking(move || {
            let prepare = |mail: Fetched| {
                let mut prepared = Prepared::new(mail.location.0, mail.bytes, &settings, &forms);
                prepared.read_ahead(&rules);
                prepared
            };
            part.into_iter().map(prepare).collect::<Vec<_>>()
        }));
    }
    let mut prepared = Vec::new();
    for task in tasks {
        // A reader cannot panic, and nobody cancels it; were it so, its mails stay in the inbox for the next look.
        prepared.extend(task.await.unwrap_or_default());
    }
    prepared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::catalog::Catalog;
    use crate::config::staff::Staff;
    use crate::desk::mail::FormReading;

    #[test]
    fn attached_forms_are_read_and_machines_are_not() {
        let catalog = Catalog::read(
            "[[form]]\nid = \"F-1\"\nname = \"Uno\"\nversion = \"1\"\nfields = [{ label = \"Placa\" }]\n",
            &Staff::default(),
        )
        .unwrap();
        let reader = forms::Reader::new(&catalog);
        let mail = |header: &str| {
            let text = format!(
                "From: ana@entidad.gov.co\r\nTo: mesa@entidad.gov.co\r\nSubject: Formato\r\n{header}MIME-Version: 1.0\r\n\
                 Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nVa el formato\r\n\
                 --b\r\nContent-Type: application/pdf; name=\"F-1.pdf\"\r\n\
                 Content-Disposition: attachment; filename=\"F-1.pdf\"\r\n\r\nno es un PDF\r\n--b--\r\n"
            );
            let prepared = Prepared::new("x".to_owned(), text.into_bytes(), &Settings::default(), &reader);
            prepared.reading.unwrap().0.forms
        };
        let forms = mail("");
        assert_eq!(forms.len(), 1);
        assert_eq!(forms[0].id.as_deref(), Some("F-1"));
        assert!(matches!(forms[0].reading, FormReading::Unreadable(_)));
        assert_eq!(mail("Auto-Submitted: auto-generated\r\n"), []);
    }
}
