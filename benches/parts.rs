//! The parts of the path that need no server: reading mails, finding what is newly written, wording letters; and the
//! memory that a mail of 40 MB takes.
//!
//!     cargo bench --bench parts

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark")]

use std::path::Path;
use std::time::{Duration, Instant};

use mail_parser::MessageParser;
use radica::app::App;
use radica::clock::Clock;
use radica::letters::{Letters, samples};
use radica::mailbox::Source;
use radica::parse::text;
use tokio_util::sync::CancellationToken;

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

    let before = peak_kb();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let took = runtime.block_on(large());
    println!(
        "a mail of 40 MB:  peak {:.0} MB ({:.0} MB before), {:.1} s",
        peak_kb() as f64 / 1024.0,
        before as f64 / 1024.0,
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
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in ["catalog.toml", "staff.toml"] {
        std::fs::copy(root.join("deploy").join(file), folder.path().join(file)).unwrap();
    }
    std::fs::write(
        folder.path().join("radica.toml"),
        "[desk]\naddress = \"soporte.tecnico@scj.test\"\n[storage]\ndatabase = \"sqlite://radica.db\"\n\
         [mailbox]\nkind = \"maildir\"\npath = \"in\"\n[outgoing]\nkind = \"maildir\"\npath = \"out\"\n\
         [limits]\nmax_mail = 60_000_000\n",
    )
    .unwrap();
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
    let config = radica::config::load(&folder.path().join("radica.toml")).unwrap();
    let clock = Clock::stopped_at("2026-11-20T10:00:00-05:00".parse().unwrap());
    let app = App::open(config, clock).await.unwrap();
    let mut source = Source::new(&app.config.mailbox, None);
    let began = Instant::now();
    let stop = CancellationToken::new();
    let look = app.intake().look(&mut source, &app.rules(), &stop, |_, _| {}).await.unwrap();
    assert_eq!((look.taken, look.quarantined), (1, 0));
    began.elapsed()
}

/// From here on the peak is counted anew (Linux, proc(5), `clear_refs`).
fn reset_peak() {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
}

fn peak_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("Linux says so");
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
