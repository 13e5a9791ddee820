//! The files of a mail, decoded, with safe names; also those hidden in `winmail.dat`, and attached mails.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::desk::mail::Attachment;

use super::automatic;
use super::body::Body;
use super::fields::Fields;
use super::guard::Limits;
use super::headers;
use super::names::Names;
use super::parts::{Part, Tree};
use super::pictures::LARGEST_ADORNMENT;
use super::text::{self, Context};
use super::tnef;

/// Files, with their bytes beside them, and what the reader of the case should know.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// The files, in the order of the mail.
    pub list: Vec<Attachment>,
    /// Their bytes, in the same order.
    pub contents: Vec<Vec<u8>>,
    /// Remarks, each once.
    pub remarks: Vec<String>,
    names: Names,
}

impl Files {
    fn add(&mut self, wanted: Option<&str>, media_type: &str, inline: bool, bytes: Vec<u8>) {
        self.list.push(Attachment {
            name: self.names.give(wanted, media_type),
            media_type: media_type.to_owned(),
            size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            sha256: HEXLOWER.encode(&Sha256::digest(&bytes)),
            inline,
        });
        self.contents.push(bytes);
    }

    fn remark(&mut self, text: &str) {
        if !self.remarks.iter().any(|known| known == text) {
            self.remarks.push(text.to_owned());
        }
    }
}

/// Collects the files. Text inside `winmail.dat` goes to the body where the mail has none of its own.
pub(super) fn collect(tree: &Tree<'_>, body: &mut Body, context: Context<'_>) -> Files {
    let mut files = Files::default();
    if tree.parts.iter().any(|part| part.media_type() == "multipart/encrypted") {
        files.remark("mensaje cifrado");
    }
    let had_text = !body.is_empty();
    for (at, part) in tree.leaves() {
        if body.used.contains(&at) || is_noise(part) {
            continue;
        }
        let wanted = part.file_name();
        if is_tnef(part, wanted.as_deref()) {
            unwrap_tnef(part, had_text, body, context, &mut files);
            continue;
        }
        note(part, wanted.as_deref(), &mut files);
        let bytes = part.decoded();
        if wanted.is_none() && part.media_type().starts_with("text/") && bytes.trim_ascii().is_empty() {
            continue;
        }
        let wanted = if part.is_mail() { mail_name(&bytes).or(wanted) } else { wanted };
        let id = part.content_id().map(|id| id.to_lowercase());
        let shown = id.as_ref().is_some_and(|id| body.shown.contains(id));
        let adorns = id.as_ref().is_some_and(|id| body.adorning.contains(id));
        if adorns && is_adornment(part.media_type(), bytes.len()) {
            continue;
        }
        let inline = shown || part.is_inline() && part.media_type().starts_with("image/");
        files.add(wanted.as_deref(), &safe_type(part.media_type()), inline, bytes);
    }
    if body.is_empty() && files.list.iter().any(|file| file.media_type.starts_with("image/")) {
        files.remark("sólo una imagen");
    } else if body.is_empty() && files.list.is_empty() {
        files.remark("mensaje sin texto");
    }
    files
}

/// A logo or an icon, by its size: where it stands in the mail tells the rest.
fn is_adornment(media_type: &str, size: usize) -> bool {
    media_type.starts_with("image/") && u64::try_from(size).is_ok_and(|size| size < LARGEST_ADORNMENT)
}

/// Signatures, which say nothing to a reader, and the version part of PGP.
fn is_noise(part: &Part<'_>) -> bool {
    matches!(
        part.media_type(),
        "application/pkcs7-signature"
            | "application/x-pkcs7-signature"
            | "application/pgp-signature"
            | "application/pgp-encrypted"
    )
}

/// What an agent should know of a part.
fn note(part: &Part<'_>, name: Option<&str>, files: &mut Files) {
    let name = name.unwrap_or_default().to_lowercase();
    match part.media_type() {
        "application/pkcs7-mime" | "application/x-pkcs7-mime"
            if part.token("smime-type").as_deref() == Some("signed-data") =>
        {
            files.remark("mensaje firmado cuyo texto no se puede leer");
        }
        "application/pkcs7-mime" | "application/x-pkcs7-mime" | "application/x-microsoft-rpmsg-message" => {
            files.remark("mensaje cifrado");
        }
        _ if name == "message.rpmsg" || name == "smime.p7m" => files.remark("mensaje cifrado"),
        "text/calendar"
            if matches!(automatic::calendar_method(part).as_str(), "request" | "publish" | "add") =>
        {
            files.remark("invitación de calendario");
        }
        _ => {}
    }
}

fn is_tnef(part: &Part<'_>, name: Option<&str>) -> bool {
    matches!(part.media_type(), "application/ms-tnef" | "application/vnd.ms-tnef")
        || name.is_some_and(|name| name.eq_ignore_ascii_case("winmail.dat"))
}

fn unwrap_tnef(part: &Part<'_>, had_text: bool, body: &mut Body, context: Context<'_>, files: &mut Files) {
    let bytes = part.decoded();
    let Some(unwrapped) = tnef::read(&bytes) else {
        files.remark("winmail.dat no se pudo leer");
        files.add(Some("winmail.dat"), "application/ms-tnef", false, bytes);
        return;
    };
    if !had_text {
        if !unwrapped.text.trim().is_empty() {
            body.add(text::plain(&super::charset::clean(&unwrapped.text), context));
        } else if !unwrapped.html.trim().is_empty() {
            body.add(text::html(&super::charset::clean(&unwrapped.html), context));
        }
    }
    for file in unwrapped.files {
        let media_type =
            if file.media_type.contains('/') { &file.media_type } else { "application/octet-stream" };
        let inline = !file.content_id.is_empty() && body.shown.contains(&file.content_id.to_lowercase());
        files.add(
            Some(&file.name).filter(|n| !n.is_empty()).map(|n| &**n),
            &safe_type(media_type),
            inline,
            file.bytes,
        );
    }
}

/// An attached mail is named by its subject.
fn mail_name(bytes: &[u8]) -> Option<String> {
    let subject = headers::subject(&Fields::glance(bytes, &Limits::default()));
    // Slashes in a subject part no folders.
    let subject: String =
        subject.chars().take(100).map(|c| if c == '/' || c == '\\' { '-' } else { c }).collect();
    (!subject.trim().is_empty()).then(|| format!("{}.eml", subject.trim()))
}

/// A media type that can stand in a header again.
fn safe_type(media_type: &str) -> String {
    let good = media_type.len() <= 127
        && media_type.matches('/').count() == 1
        && !media_type.starts_with('/')
        && !media_type.ends_with('/')
        && media_type.bytes().all(|b| b.is_ascii_alphanumeric() || b"/!#$&-^_.+".contains(&b));
    if good { media_type.to_owned() } else { "application/octet-stream".to_owned() }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::super::body;
    use super::*;

    fn collected(parts: &[&str]) -> (Body, Files) {
        let mut mail = "Content-Type: multipart/mixed; boundary=xyz\n\n".to_owned();
        for part in parts {
            mail.push_str(&format!("--xyz\n{part}\n"));
        }
        mail.push_str("--xyz--\n");
        let (body, files) = Tree::with(mail.as_bytes(), &Limits::default(), |tree| {
            let mut body = body::read(tree, Context::default());
            let files = collect(tree, &mut body, Context::default());
            (body, files)
        })
        .unwrap();
        assert_eq!(files.list.len(), files.contents.len());
        (body, files)
    }

    fn show(files: &Files) -> Vec<String> {
        let line = |f: &Attachment| {
            format!("{}|{}|{}{}", f.name, f.media_type, f.size, if f.inline { "|inline" } else { "" })
        };
        files.list.iter().map(line).collect()
    }

    #[test]
    fn collects() {
        let html = "Content-Type: text/html\n\n<p>Hola <img src=\"cid:Logo@x\"></p>";
        let (_, files) = collected(&[
            html,
            "Content-Type: image/png; name=logo.png\nContent-ID: <logo@X>\nContent-Transfer-Encoding: base64\n\naG9sYQ==",
            "Content-Type: image/jpeg\nContent-Disposition: inline\n\nxx",
            "Content-Type: image/jpeg\nContent-Disposition: attachment; filename=\"../x/foto.jpg\"\n\nxx",
            "Content-Type: application/pdf\nContent-Disposition: attachment;\n filename*0*=utf-8''A%C3%B1o;\n filename*1=\" 1.pdf\"\n\n%PDF",
            "Content-Type: application/pdf; name=\"=?iso-8859-1?Q?a=F1o_1.pdf?=\"\n\n%PDF",
            "Content-Type: message/rfc822\n\nSubject: RV: a/b =?utf-8?Q?=C3=B1?=\n\nhola",
            "Content-Type: message/rfc822\n\nFrom: x\n\nhola",
            "Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR",
            "Content-Type: text/plain\n\n  \n",
            "Content-Type: application/pkcs7-signature; name=smime.p7s\n\nx",
            "Content-Type: text/csv; name=t.csv\n\na,b",
            "Content-Type: \"a b\"/..; name=raro\n\nx",
        ]);
        assert_eq!(
            show(&files),
            [
                "logo.png|image/png|4|inline",
                "adjunto-2.jpg|image/jpeg|2|inline",
                "foto.jpg|image/jpeg|2",
                "Año 1.pdf|application/pdf|4",
                "año 1 (2).pdf|application/pdf|4",
                "RV- a-b ñ.eml|message/rfc822|41",
                "adjunto-7.eml|message/rfc822|13",
                "adjunto-8.ics|text/calendar|15",
                "t.csv|text/csv|3",
                "raro|application/octet-stream|1",
            ]
            .map(|line| line.replace("RV- a-b", "RV_ a-b"))
        );
        assert_eq!(files.remarks, ["invitación de calendario"]);
        assert_eq!(files.list[0].sha256, "b221d9dbb083a7f33428d7c2a3c3198ae925614d70210e28716ccaa7cd4ddb79");
        assert_eq!(files.contents[0], b"hola");
    }

    #[test]
    fn the_pictures_of_a_signature_are_no_files() {
        let html = "Content-Type: text/html\n\n<p>No me abre Orfeo, sale esto</p><p><img src=\"cid:pantalla@x\"></p>\
                    <p>Cordialmente,</p><p>Clara Rojas<br>Oficina Jurídica<br><img src=\"cid:logo@x\"><img src=\"cid:grande@x\"></p>";
        let picture = |name: &str, bytes: &str| {
            format!(
                "Content-Type: image/png; name={name}.png\nContent-ID: <{name}@x>\nContent-Disposition: inline\n\n{bytes}"
            )
        };
        let large = "x".repeat(70_000);
        let (_, files) = collected(&[
            html,
            &picture("pantalla", "xx"),
            &picture("logo", "xx"),
            &picture("grande", &large),
        ]);
        assert_eq!(show(&files), ["pantalla.png|image/png|2|inline", "grande.png|image/png|70000|inline"]);
    }

    #[test]
    fn unwraps_winmail() {
        let base64 = data_encoding::BASE64.encode(&tnef::tests::sample());
        let winmail = format!(
            "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n{base64}"
        );
        let (body, files) = collected(&[&winmail]);
        assert_eq!(body.new, "No imprime la impresora ñ");
        assert_eq!(
            show(&files),
            ["año.txt|application/octet-stream|4", "Año nuevo largo.pdf|application/pdf|6"]
        );
        let (body, _) = collected(&["Content-Type: text/plain\n\nMi texto", &winmail]);
        assert_eq!(body.new, "Mi texto");
        let (_, files) = collected(&["Content-Type: application/octet-stream; name=WINMAIL.DAT\n\nroto"]);
        assert_eq!(show(&files), ["winmail.dat|application/ms-tnef|4"]);
        assert_eq!(files.remarks, ["winmail.dat no se pudo leer"]);
    }

    #[test]
    fn remarks() {
        for (part, remark) in [
            (
                "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nx",
                "mensaje cifrado",
            ),
            (
                "Content-Type: application/x-microsoft-rpmsg-message; name=message.rpmsg\n\nx",
                "mensaje cifrado",
            ),
            ("Content-Type: application/octet-stream; name=smime.p7m\n\nx", "mensaje cifrado"),
            (
                "Content-Type: application/pkcs7-mime; smime-type=signed-data\n\nx",
                "mensaje firmado cuyo texto no se puede leer",
            ),
            ("Content-Type: image/png; name=a.png\n\nx", "sólo una imagen"),
            ("Content-Type: text/plain\n\n", "mensaje sin texto"),
        ] {
            assert_eq!(collected(&[part]).1.remarks, [remark], "{part}");
        }
        assert_eq!(collected(&["Content-Type: text/plain\n\nhola"]).1.remarks, Vec::<String>::new());
    }
}
