//! File names that are safe on any system, and still say what their sender meant.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::words;

/// Longest name, in characters, the extension included.
const MAX: usize = 120;
/// What stands behind the last dot is an extension up to this length.
const MAX_EXTENSION: usize = 12;
/// File systems count bytes: 255 of them, and a number may be put behind.
const MAX_BYTES: usize = 240;

/// Names that Windows keeps for devices, whatever the extension.
const RESERVED: [&str; 8] = ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$", "config$"];

/// The names of one mail's attachments: each is safe, and no two are the same to a system that ignores case.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// For each name that was given, in lower case, the number its next namesake gets.
    next: HashMap<String, usize>,
    count: usize,
}

impl Names {
    /// A name for the next attachment. Without a usable one: "adjunto-N.ext", by the media type.
    pub fn give(&mut self, wanted: Option<&str>, media_type: &str) -> String {
        self.count += 1;
        let name = wanted
            .map(safe)
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| format!("adjunto-{}.{}", self.count, extension_of(media_type)));
        let number = self.next.get(&name.to_lowercase()).copied();
        let Some(mut number) = number else {
            self.next.insert(name.to_lowercase(), 2);
            return name;
        };
        let (stem, extension) = split_extension(&name);
        loop {
            let numbered = format!("{stem} ({number}){extension}");
            number += 1;
            if !self.next.contains_key(&numbered.to_lowercase()) {
                self.next.insert(numbered.to_lowercase(), 2);
                self.next.insert(name.to_lowercase(), number);
                return numbered;
            }
        }
    }
}

/// The name without path, control and bidirectional characters, or anything a file system or a shell trips over.
fn safe(wanted: &str) -> String {
    let composed: String = words::one_line(wanted).nfc().take(4_000).collect();
    // Only the last piece of a path: "../../etc/passwd", "C:\\Users\\ana\\nota.txt".
    let last = composed.rsplit(['/', '\\']).find(|piece| !is_bare(piece)).unwrap_or_default();
    let clean: String = last.chars().map(|c| if "<>:\"|?*".contains(c) { '_' } else { c }).collect();
    let clean = clean.trim_start_matches(['.', ' ', '~', '-']).trim_end_matches(['.', ' ']);
    if is_bare(clean) {
        return String::new();
    }
    let (stem, extension) = split_extension(clean);
    let device = clean.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let prefix = if is_reserved(&device) { "_" } else { "" };
    let room = MAX - prefix.len() - extension.chars().count();
    let bytes = MAX_BYTES.saturating_sub(prefix.len() + extension.len());
    let mut used = 0;
    let stem: String = stem
        .chars()
        .take(room)
        .take_while(|c| {
            used += c.len_utf8();
            used <= bytes
        })
        .collect();
    format!("{prefix}{}{extension}", stem.trim_end_matches(['.', ' ']))
}

fn is_bare(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '.' | ' ' | '_'))
}

fn is_reserved(stem: &str) -> bool {
    let numbered = |port: &str| {
        let digits = stem.strip_prefix(port).unwrap_or_default();
        digits.chars().count() == 1 && digits.chars().all(|c| c.is_ascii_digit() || "¹²³".contains(c))
    };
    RESERVED.contains(&stem) || numbered("com") || numbered("lpt")
}

/// Stem and extension with its dot; a short, plain extension only.
fn split_extension(name: &str) -> (&str, &str) {
    let Some(dot) = name.rfind('.').filter(|dot| *dot > 0) else { return (name, "") };
    let (stem, extension) = name.split_at_checked(dot).unwrap_or((name, ""));
    let good = extension.chars().count() <= MAX_EXTENSION + 1
        && extension.chars().skip(1).all(char::is_alphanumeric);
    if good { (stem, extension) } else { (name, "") }
}

/// An extension for a media type.
fn extension_of(media_type: &str) -> &'static str {
    match media_type {
        "image/jpeg" | "image/jpg" | "image/pjpeg" => "jpg",
        "image/png" | "image/x-png" => "png",
        "image/gif" => "gif",
        "image/bmp" => "bmp",
        "image/tiff" => "tif",
        "image/heic" => "heic",
        "image/webp" => "webp",
        "image/svg+xml" => "svg",
        "application/pdf" => "pdf",
        "application/msword" => "doc",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.ms-excel" => "xls",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation" => "pptx",
        "application/zip" | "application/x-zip-compressed" => "zip",
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => "p7m",
        "application/rtf" | "text/rtf" => "rtf",
        "application/json" => "json",
        "text/plain" => "txt",
        "text/html" => "html",
        "text/csv" => "csv",
        "text/xml" | "application/xml" => "xml",
        "text/calendar" => "ics",
        "text/vcard" | "text/x-vcard" => "vcf",
        "message/rfc822" | "message/global" => "eml",
        "audio/mpeg" => "mp3",
        "audio/ogg" => "ogg",
        "video/mp4" | "audio/mp4" => "mp4",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn makes_safe() {
        for (wanted, expected) in [
            ("informe.pdf", "informe.pdf"),
            ("Año 2026 – acta.docx", "Año 2026 – acta.docx"),
            ("../../etc/passwd", "passwd"),
            ("..\\..\\windows\\system32\\cmd.exe", "cmd.exe"),
            ("C:\\Users\\ana\\nota.txt", "nota.txt"),
            ("carpeta/", "carpeta"),
            ("..", ""),
            ("...", ""),
            ("", ""),
            ("   ", ""),
            ("/", ""),
            (".bashrc", "bashrc"),
            ("nota.txt.", "nota.txt"),
            ("nota.txt ", "nota.txt"),
            ("a\0b\r\nc.txt", "a b c.txt"),
            ("foto\u{202e}gpj.exe", "fotogpj.exe"),
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("com1.pdf", "_com1.pdf"),
            ("Lpt9.tar.gz", "_Lpt9.tar.gz"),
            ("com10.pdf", "com10.pdf"),
            ("console.pdf", "console.pdf"),
            ("a<b>:\"|?*.txt", "a_b______.txt"),
            ("-rf.txt", "rf.txt"),
            ("n\u{303}andu.txt", "ñandu.txt"),
            ("sin.extension larga de verdad", "sin.extension larga de verdad"),
        ] {
            assert_eq!(safe(wanted), expected, "{wanted:?}");
        }
        let long = safe(&format!("{}.pdf", "á".repeat(400)));
        assert!(long.chars().count() <= MAX && long.len() <= MAX_BYTES && long.ends_with(".pdf"), "{long}");
        let long = safe(&"x".repeat(400));
        assert_eq!(long.chars().count(), MAX);
    }

    #[test]
    fn no_two_are_the_same() {
        let mut names = Names::default();
        let mut give = |wanted: Option<&str>, media_type: &str| names.give(wanted, media_type);
        assert_eq!(give(Some("a.txt"), "text/plain"), "a.txt");
        assert_eq!(give(Some("A.TXT"), "text/plain"), "A (2).TXT");
        assert_eq!(give(Some("a (3).txt"), "text/plain"), "a (3).txt");
        assert_eq!(give(Some("a.txt"), "text/plain"), "a (4).txt");
        assert_eq!(give(None, "image/png"), "adjunto-5.png");
        assert_eq!(give(Some(".."), "application/x-odd"), "adjunto-6.bin");
        assert_eq!(give(Some("sin"), "text/plain"), "sin");
        assert_eq!(give(Some("sin"), "text/plain"), "sin (2)");
    }

    proptest! {
        #[test]
        fn always_safe(wanted in ".{0,300}") {
            let name = Names::default().give(Some(&wanted), "text/plain");
            prop_assert!(!name.is_empty() && name.chars().count() <= MAX && name.len() <= MAX_BYTES);
            prop_assert!(!name.contains(['/', '\\', '\0', '\n']) && !name.starts_with('.') && !name.ends_with(['.', ' ']));
            prop_assert!(!name.chars().any(|c| c.is_control() || words::is_deceptive(c)));
        }
    }
}
