//! What nobody sends by mistake: each mail ends as a case, a request or set apart, none stops the others, and memory stays
//! bounded. The built program takes them all in one round.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::desk::{DESK, Letter, list, words_alone, write_configuration};

/// The most memory, in kB: whatever comes.
const MOST_KB: u64 = 200 * 1024;

/// A mail of its own sender, so that no ceiling keeps a letter back.
fn head(name: &str, headers: &str) -> String {
    format!(
        "From: \"{name}\" <{name}@scj.test>\r\nTo: {DESK}\r\nMessage-ID: <{name}@cliente.test>\r\n\
         Date: Fri, 20 Nov 2026 09:00:00 -0500\r\nMIME-Version: 1.0\r\n{headers}\r\n"
    )
}

fn plain(name: &str, subject: &str, text: &str) -> Vec<u8> {
    head(name, &format!("Subject: {subject}\r\nContent-Type: text/plain; charset=utf-8\r\n"))
        .into_bytes()
        .into_iter()
        .chain(text.bytes())
        .collect()
}

/// A mail with one attachment, its `Content-Disposition` as given.
fn attached(name: &str, disposition: &str, media: &str, body: &[u8]) -> Vec<u8> {
    let lines: Vec<u8> = data_encoding::BASE64
        .encode(body)
        .into_bytes()
        .chunks(76)
        .flat_map(|line| [line, b"\r\n"].concat())
        .collect();
    let mut mail =
        head(name, "Subject: Impresora\r\nContent-Type: multipart/mixed; boundary=b\r\n").into_bytes();
    mail.extend_from_slice(
        format!(
            "--b\r\nContent-Type: text/plain\r\n\r\nLa impresora no imprime\r\n--b\r\nContent-Type: {media}\r\n\
             Content-Transfer-Encoding: base64\r\nContent-Disposition: {disposition}\r\n\r\n"
        )
        .as_bytes(),
    );
    mail.extend_from_slice(&lines);
    mail.extend_from_slice(b"--b--\r\n");
    mail
}

/// A zip with one file of a billion zeros, as a workbook would have its sheet.
fn zip_bomb() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let packed =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for file in ["[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"] {
        zip.start_file(file, packed).unwrap();
        for _ in 0..300 {
            std::io::Write::write_all(&mut zip, &[b' '; 1 << 20]).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

/// Writes them, one after the other: together they would fill the memory of the test. Gives their names.
fn write_all(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let mut put = |name: &str, mail: Vec<u8>| {
        let file = format!("1795186800.M{:06}P1{name}.test", names.len());
        std::fs::write(folder.join("in/new").join(file), mail).unwrap();
        names.push(name.to_owned());
    };

    // The structure.
    put(
        "truncated",
        head("truncated", "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n").into_bytes(),
    );
    put(
        "truncated-base64",
        attached("truncated-base64", "attachment; filename=a.bin", "application/octet-stream", &[7; 9000])
            [..6000]
            .to_vec(),
    );
    let mut deep = head("deep", "Subject: Impresora\r\nContent-Type: multipart/mixed; boundary=b0\r\n");
    for level in 0..1_000 {
        let _ = write!(deep, "--b{level}\r\nContent-Type: multipart/mixed; boundary=b{}\r\n\r\n", level + 1);
    }
    put("deep", deep.into_bytes());
    put(
        "nested-messages",
        head("nested-messages", "Subject: Impresora\r\nContent-Type: message/rfc822\r\n")
            .into_bytes()
            .into_iter()
            .chain("Content-Type: message/rfc822\r\n\r\n".repeat(40_000).into_bytes())
            .collect(),
    );
    let parts = "--b\r\nContent-Type: text/plain\r\n\r\na\r\n".repeat(100_000);
    put(
        "parts",
        format!(
            "{}{parts}--b--\r\n",
            head("parts", "Subject: Impresora\r\nContent-Type: multipart/mixed; boundary=b\r\n")
        )
        .into_bytes(),
    );

    // The header.
    let recipients: String = (0..100_000).map(|n| format!("persona{n}@scj.test,\r\n ")).collect();
    put(
        "recipients",
        head("recipients", &format!("Subject: Impresora\r\nCc: {recipients}x@scj.test\r\n")).into_bytes(),
    );
    put(
        "headers",
        head("headers", &format!("Subject: Impresora\r\n{}", "X-Relleno: a\r\n".repeat(200_000)))
            .into_bytes(),
    );
    let parameters: String = (0..100_000).map(|n| format!("; p{n}=\"v\"")).collect();
    put(
        "parameters",
        head("parameters", &format!("Subject: Impresora\r\nContent-Type: text/plain{parameters}\r\n"))
            .into_bytes(),
    );
    put("long-subject", plain("long-subject", &"impresora ".repeat(500_000), "No imprime"));
    let received = "Received: from a by b; Fri, 20 Nov 2026 09:00:00 -0500\r\n".repeat(50_000);
    put("received", head("received", &format!("Subject: Impresora\r\n{received}")).into_bytes());
    put(
        "references",
        head(
            "references",
            &format!("Subject: Impresora\r\nReferences: {}\r\n", "<a@b.test>\r\n ".repeat(100_000)),
        )
        .into_bytes(),
    );

    // What would come out somewhere else.
    let crlf = "=?utf-8?q?Impresora=0D=0ABcc:_jefe@scj.test=0D=0A=0D=0AHola?=";
    put("crlf-subject", plain("crlf-subject", crlf, "No imprime"));
    put(
        "crlf-name",
        format!("From: {crlf} <crlf-name@scj.test>\r\nTo: {DESK}\r\nSubject: Impresora\r\n\r\nNo imprime")
            .into_bytes(),
    );
    put(
        "template",
        plain("template", "{{ desk.name }} {% raw %}", "{{ 7 * 7 }} {% include \"/etc/passwd\" %} {# #}"),
    );
    put("script", head("script", "Subject: <script>alert(1)</script>\r\nContent-Type: text/html\r\n").into_bytes().into_iter().chain(*b"<script>alert(1)</script><img src=\"https://rastro.test/x.png\"><b onclick=\"x()\">La impresora no imprime</b><a href=\"javascript:x()\">aqu\xed</a>").collect());
    for (name, file) in [
        ("dots", "../../../../etc/cron.d/x"),
        ("nul", "a\0b.txt"),
        ("rtlo", "factura\u{202e}fdp.exe"),
        ("slash", "/etc/passwd"),
        ("long", &"n".repeat(100_000)),
    ] {
        put(
            name,
            attached(name, &format!("attachment; filename=\"{file}\""), "application/octet-stream", b"MZ"),
        );
    }

    // The body.
    put(
        "charset",
        head(
            "charset",
            "Subject: =?no-such?q?Impresora?=\r\nContent-Type: text/plain; charset=\"no-such\"\r\n",
        )
        .into_bytes()
        .into_iter()
        .chain([0xff, 0xfe, 0x80, b'h', b'o', b'l', b'a'])
        .collect(),
    );
    put("rubbish", (0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect());
    put("empty", Vec::new());
    put(
        "deep-html",
        head("deep-html", "Subject: Impresora\r\nContent-Type: text/html\r\n")
            .into_bytes()
            .into_iter()
            .chain("<div>".repeat(200_000).into_bytes())
            .collect(),
    );
    put("one-line", plain("one-line", "Impresora", &"a".repeat(10 << 20)));
    put("quotes", plain("quotes", "Impresora", &format!("No imprime\r\n{}", "> hola\r\n".repeat(500_000))));
    let bomb = zip_bomb();
    put(
        "bomb-xlsx",
        attached(
            "bomb-xlsx",
            "attachment; filename=\"F-GT-285.xlsx\"",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            &bomb,
        ),
    );
    put("bomb-zip", attached("bomb-zip", "attachment; filename=\"a.zip\"", "application/zip", &bomb));

    // The size.
    put("thirty", attached("thirty", "attachment; filename=\"video.mp4\"", "video/mp4", &vec![7; 22 << 20]));
    put(
        "hundred",
        attached("hundred", "attachment; filename=\"video.mp4\"", "video/mp4", &vec![7; 75 << 20]),
    );

    // And somebody who only wants their printer.
    put(
        "ana",
        plain(
            "ana",
            "Impresora",
            "La impresora del piso 3 no imprime.\r\n\r\nNombre: Ana Pérez\r\nDependencia: Despacho\r\nSede: Casa de Justicia de Bosa",
        ),
    );
    names
}

/// The environment that the unit gives the service.
fn of_the_unit() -> Vec<(String, String)> {
    let unit =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/radica.service")).unwrap();
    let set =
        unit.lines().filter_map(|line| line.strip_prefix("Environment=")).flat_map(|line| line.split(' '));
    set.filter_map(|one| one.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// The most memory that a process has had until it ends, in kB, and how it ended.
fn watched(mut command: Command) -> (u64, std::process::Output) {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let seen = std::thread::spawn(move || {
        let mut most = 0;
        while let Ok(text) = std::fs::read_to_string(&status) {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let Some(kb) = line.and_then(|line| line.trim().split(' ').next()?.parse().ok()) else { break };
            most = kb;
            std::thread::sleep(Duration::from_millis(5));
        }
        most
    });
    let output = child.wait_with_output().unwrap();
    (seen.join().unwrap(), output)
}

#[test]
fn none_stops_the_others_and_memory_is_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_configuration(folder, "sqlite://radica.db", words_alone(folder));
    for name in ["in/tmp", "in/new", "in/cur", "out/new"] {
        std::fs::create_dir_all(folder.join(name)).unwrap();
    }
    let names = write_all(folder);
    let mut command = Command::new(env!("CARGO_BIN_EXE_radica"));
    command
        .arg("run-once")
        .current_dir(folder)
        .env("RADICA_NOW", "2026-11-20T10:00:00-05:00")
        .envs(of_the_unit());
    let (most_kb, output) = watched(command);
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{err}");
    assert!(!err.contains("internal error"), "a panic: {err}");
    assert!(most_kb < MOST_KB, "{most_kb} kB");

    let listed = Command::new(env!("CARGO_BIN_EXE_radica"))
        .args(["inbound", "list", "--json"])
        .current_dir(folder)
        .output()
        .unwrap();
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(rows.len(), names.len(), "every mail is taken: {err}");
    for row in &rows {
        let outcome = row["outcome"].as_str().unwrap();
        let ends = ["new_ticket", "new_request", "quarantined", "out_of_scope", "automatic", "asked_number"];
        assert!(ends.contains(&outcome), "{row}");
    }
    let apart = rows.iter().filter(|row| row["outcome"] == "quarantined").count();
    assert!(apart > 0 && apart < rows.len() / 2, "{apart} of {}", rows.len());
    assert!(
        rows.iter().any(|row| row["from"] == "ana@scj.test" && row["outcome"] == "new_ticket"),
        "{rows:#?}"
    );
    // What went out is clean, whoever reads it.
    let letters: Vec<Letter> = list(&folder.join("out/new"))
        .iter()
        .map(|file| Letter::read(&std::fs::read(file).unwrap()))
        .collect();
    assert!(!letters.is_empty());
    for letter in &letters {
        let (name, html) = (&letter.subject, letter.html.to_lowercase());
        for never in ["<script", "onclick", "javascript:", "src=\"http", "{{ 49", "root:x:0"] {
            assert!(!html.contains(never), "{name}: {never}");
        }
        let header = letter.raw.split("\r\n\r\n").next().unwrap().to_lowercase();
        assert!(!header.contains("\nbcc:"), "{header}");
        assert!(header.lines().all(|line| line.len() < 998), "{name}");
        for (file, _) in &letter.attachments {
            assert!(!file.contains(['/', '\\', '\0', '\u{202e}']) && !file.starts_with('.'), "{file:?}");
        }
    }
}
