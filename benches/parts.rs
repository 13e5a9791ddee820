//! The parts of the path that need no server: reading mails, finding what is newly written, wording letters; and the
//! memory that a mail of 40 MB takes.
//!
//!     cargo bench --bench parts

#![expect(clippy::unwrap_used, reason = "a benchmark")]

mod common;

use std::path::Path;
use std::time::{Duration, Instant};

use common::{configuration, open, peak_mb, reset_peak, take};
use mail_parser::MessageParser;
use radica::letters::{Letters, samples};
use radica::parse::text;

/// At least for so long each part is repeated.
const LONG: Duration = Duration::from_secs(3);

fn main() {
    let corpus = corpus();
    let settings = radica::parse::Settings::default();
    let bytes: usize = corpus.iter().map(Vec::len).sum();
    let parse = each(corpus.len(), || {
        for mail in &corpus {
            let _ = std::hint::black_box(radica::parse::parse(mail, &settings));
        }
    });
    println!(
        "{} mails of tests/mails, {:.1} kB each; on one core",
        corpus.len(),
        bytes as f64 / 1000.0 / corpus.len() as f64
    );
    tell("parse", "mails", parse, parse);

    let texts: Vec<String> = corpus
        .iter()
        .filter_map(|mail| Some(MessageParser::default().parse(mail)?.body_text(0)?.into_owned()))
        .collect();
    let written = each(texts.len(), || {
        for text in &texts {
            std::hint::black_box(text::from_plain(text));
        }
    });
    tell("newly written", "texts", written, parse);

    let letters = Letters::load(None, samples::desk().unwrap()).unwrap();
    let samples = samples::all();
    let worded = each(samples.len(), || {
        for sample in &samples {
            std::hint::black_box(letters.word(&sample.envelope, &sample.content).unwrap());
        }
    });
    tell("word letters", "letters", worded, parse);
    let plain: Vec<_> = samples
        .iter()
        .filter(|sample| sample.content.attachments().is_empty() && sample.content.charts().is_empty())
        .map(|sample| (sample, letters.word(&sample.envelope, &sample.content).unwrap()))
        .collect();
    let mime = each(plain.len(), || {
        for (sample, worded) in &plain {
            std::hint::black_box(letters.mime(&sample.envelope, &sample.content, worded, &[]).unwrap());
        }
    });
    tell("letters as MIME", "letters", mime, parse);

    let before = peak_mb();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let took = runtime.block_on(large());
    println!(
        "a mail of 40 MB:  peak {:.0} MB ({:.0} MB before), {:.1} s",
        peak_mb(),
        before,
        took.as_secs_f64()
    );
}

/// Seconds a piece, of a round of so many pieces.
fn each(pieces: usize, mut round: impl FnMut()) -> f64 {
    round();
    let began = Instant::now();
    let mut rounds = 0;
    while began.elapsed() < LONG {
        round();
        rounds += 1;
    }
    began.elapsed().as_secs_f64() / (f64::from(rounds) * pieces as f64)
}

fn tell(name: &str, what: &str, seconds: f64, parse: f64) {
    println!(
        "{name:<16}  {:>8.0} {what}/s   {:>6.1} us each   {:.2} times parsing",
        1.0 / seconds,
        seconds * 1e6,
        seconds / parse
    );
}

fn corpus() -> Vec<Vec<u8>> {
    let mut mails = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mails")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "eml") {
                mails.push((path.clone(), std::fs::read(path).unwrap()));
            }
        }
    }
    mails.sort();
    mails.into_iter().map(|(_, mail)| mail).collect()
}

/// Takes one mail of 40 MB.
async fn large() -> Duration {
    let folder = tempfile::tempdir().unwrap();
    configuration(folder.path(), "sqlite://radica.db", "[limits]\nmax_mail = 60_000_000\n");
    let line = format!("{}\r\n", "QUJD".repeat(19));
    let mail = format!(
        "From: ana@scj.test\r\nTo: soporte.tecnico@scj.test\r\nSubject: La impresora no imprime\r\n\
         Message-ID: <grande@scj.test>\r\nDate: Fri, 20 Nov 2026 09:00:00 -0500\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=limite\r\n\r\n--limite\r\n\r\nLa impresora no imprime.\r\n--limite\r\n\
         Content-Type: application/pdf; name=\"foto.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"foto.pdf\"\r\n\r\n{}--limite--\r\n",
        line.repeat(40_000_000 / line.len())
    );
    std::fs::create_dir_all(folder.path().join("in/new")).unwrap();
    std::fs::write(folder.path().join("in/new/1790000000.bench"), &mail).unwrap();
    drop(mail);
    reset_peak();
    let app = open(folder.path()).await;
    take(&app, 1).await.0
}
