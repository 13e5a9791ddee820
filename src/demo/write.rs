//! Writes the sample mails as mail programs do.

use std::path::Path;

use jiff::Timestamp;

use super::story::{Body, Sample};
use crate::clock::bogota;
use crate::store::outbox::OutboxRow;

/// A sample mail's bytes; `answered` is the letter that it replies to.
pub(super) fn mail(sample: &Sample, answered: Option<&OutboxRow>, now: Timestamp) -> Vec<u8> {
    let date = now.to_zoned_datetime(bogota());
    let date = jiff::fmt::rfc2822::to_string(&date).unwrap_or_default();
    let subject = match answered {
        Some(letter) => format!("RE: {}", letter.subject),
        None => sample.subject.to_owned(),
    };
    let mut header = format!(
        "From: {}\r\nTo: Mesa de Servicio <soporte.tecnico@scj.test>\r\nSubject: {subject}\r\nDate: {date}\r\nMessage-ID: <{}@correo.scj.test>\r\n",
        sample.from, sample.id
    );
    if let Some(letter) = answered {
        header.push_str(&format!("In-Reply-To: <{0}>\r\nReferences: <{0}>\r\n", letter.message_id));
    }
    for line in sample.headers {
        header.push_str(line);
        header.push_str("\r\n");
    }
    let text = |text: &str| text.replace('\n', "\r\n");
    let plain = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
    let body = match sample.body {
        Body::Plain(body) if answered.is_some() => {
            format!(
                "{plain}{}\r\n\r\nEl {}, Mesa de Servicio SCJ (<soporte.tecnico@scj.test>) escribió:\r\n> ...\r\n",
                text(body),
                now.to_zoned_datetime(bogota()).date()
            )
        }
        Body::Plain(body) => format!("{plain}{}\r\n", text(body)),
        Body::Html(body) => format!(
            "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
            text(body)
        ),
        Body::WithFile { text: body, name, media_type, base64 } => format!(
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"limite\"\r\n\r\n--limite\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n--limite\r\n\
             Content-Type: {media_type}; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{base64}\r\n--limite--\r\n",
            text(body)
        ),
        Body::Raw(rest) => text(rest),
    };
    (header + &body).into_bytes()
}

/// Puts a mail into a Maildir.
pub(super) fn deliver(maildir: &Path, number: usize, bytes: &[u8]) -> std::io::Result<()> {
    let new = maildir.join("new");
    std::fs::create_dir_all(&new)?;
    std::fs::write(new.join(format!("{}.demo{number}.localhost", 1_795_000_000 + number)), bytes)
}
