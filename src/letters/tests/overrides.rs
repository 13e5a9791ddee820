//! Templates that an entity puts in place of the built-in ones.

use pretty_assertions::assert_eq;

use super::*;

fn load_with(files: &[(&str, &str)]) -> Result<Letters, LetterError> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::create_dir_all(folder.path().join(name).parent().unwrap()).unwrap();
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    Letters::load(Some(folder.path()), desk().unwrap())
}

#[test]
fn one_template_replaces_one() {
    for place in ["acknowledgement.txt", "mail/acknowledgement.txt"] {
        let letters = load_with(&[(place, "{{ greeting }} {{ number }}\n"), ("LEAME", "x")]).unwrap();
        let sample = sample("acknowledgement");
        let worded = letters.word(&sample.envelope, &sample.content).unwrap();
        assert_eq!(worded.text, "Buenos días, Ana María: SCJ-2026-000123\n");
        assert!(worded.html.contains("Recibimos su solicitud"));
    }
    let letters = load_with(&[("style.css", ".number { color: #010203 }")]).unwrap();
    let sample = sample("acknowledgement");
    assert!(letters.word(&sample.envelope, &sample.content).unwrap().html.contains("color: #010203"));
}

#[test]
fn what_is_wrong_is_told_with_file_and_line() {
    for (file, text, line, message) in [
        ("acknowledgement.txt", "a\nb {{ nombre }}\n", Some(2), "nombre"),
        ("reminder.html", "<p>\n{% if title %}\n", None, "Unexpected end"),
        ("assignment.html", "a\nb\n{{ person.nombre }}", Some(3), "nombre"),
        ("assignment.txt", "{% if person.department == 'x' %}{{ secreto }}{% endif %}", None, "\"secreto\""),
        ("base.txt", "{% block main %}{% endblock %}\n{{ desk.name | nofilter }}", None, "nofilter"),
        ("base.html", "<!DOCTYPE html><p>{{ desk.name }}</p>", None, "Block `preview`"),
        ("ask-number.html", "{% extends \"otra.html\" %}", None, "otra.html"),
        ("operator-alert.html", "<p {% if what %}class=\"p\"{% endif %}>a</p>", None, "HTML"),
        ("acknowledgment.txt", "a", None, "no letter has a template of this name"),
    ] {
        let error = load_with(&[(file, text)]).expect_err(file).to_string();
        assert!(error.contains(&format!("/{file}")), "{file}: {error}");
        assert!(error.contains(message), "{file}: {error}");
        if let Some(line) = line {
            assert!(error.contains(&format!("line {line}:")), "{file}: {error}");
        }
        assert!(!error.contains('\n'), "{file}: {error}");
    }
    let missing = Letters::load(Some(Path::new("/no/such/folder")), desk().unwrap()).unwrap_err();
    assert!(missing.to_string().starts_with("/no/such/folder: "), "{missing}");
}
