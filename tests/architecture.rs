//! The rules by which the source is laid out, held by reading it: who may import whom, how long a file may be, and what
//! stands nowhere but in tests. A violation names file, line and rule.

#![expect(
    clippy::unwrap_used,
    reason = "these are tests, helpers included; clippy knows only functions marked #[test]"
)]

use std::path::{Path, PathBuf};

/// Longest file, blank and comment lines included.
const LONGEST: usize = 550;

/// What a module may import, beside itself. Modules that are not named here join the others and may import any.
const MAY_IMPORT: [(&str, &[&str]); 15] = [
    // The procedure is pure: settings as data, and the time zone.
    ("desk", &["config", "clock::bogota"]),
    ("config", &["desk", "clock"]),
    ("clock", &[]),
    ("tls", &["desk", "config", "clock"]),
    // The edges know the desk, never each other.
    // Both ends log in with the same tokens.
    ("oauth", &["config", "tls"]),
    ("mailbox", &["desk", "config", "clock", "tls", "oauth"]),
    ("parse", &["desk"]),
    ("forms", &["desk", "config"]),
    ("letters", &["desk", "config", "clock"]),
    ("report", &["desk", "clock"]),
    ("delivery", &["desk", "config", "clock", "tls", "oauth"]),
    ("scan", &["config"]),
    ("store", &["desk", "config", "clock"]),
    ("lifecycle", &[]),
    ("watchdog", &[]),
];

/// What the procedure must not touch: files, sockets, the environment, the database, other tasks, the clock.
const IMPURE: [&str; 11] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::time::Instant",
    "SystemTime",
    "tokio",
    "sqlx",
    "Timestamp::now",
    "config::load",
];

/// A line of the program: tests and comments are left out.
struct Line<'a> {
    number: usize,
    text: &'a str,
}

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                files.push((name, std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

/// `tests.rs`, `bounce_tests.rs`, and what lies in folders of such names: tests alone.
fn is_of_tests(name: &str) -> bool {
    name.trim_end_matches(".rs").split('/').any(|part| part == "tests" || part.ends_with("_tests"))
}

/// The module directly below the crate that a file belongs to.
fn module(name: &str) -> &str {
    let first = name.split('/').next().unwrap_or(name);
    first.trim_end_matches(".rs")
}

/// The program's own lines: up to `#[cfg(test)] mod tests {`, without comments.
fn program(text: &str) -> Vec<Line<'_>> {
    let lines: Vec<&str> = text.lines().collect();
    let end = lines
        .windows(2)
        .position(|pair| matches!(pair, [first, second] if first.trim() == "#[cfg(test)]" && second.trim_end().ends_with('{')))
        .unwrap_or(lines.len());
    lines
        .into_iter()
        .take(end)
        .enumerate()
        .filter(|(_, text)| !text.trim_start().starts_with("//"))
        .map(|(index, text)| Line { number: index + 1, text })
        .collect()
}

/// The paths within the crate that a line names, such as `desk::mail`.
fn imports(line: &str) -> impl Iterator<Item = &str> {
    line.split("crate::").skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').unwrap_or(rest.len());
        rest.get(..end).unwrap_or(rest).trim_end_matches(':')
    })
}

fn may(module: &str, allowed: &[&str], path: &str) -> bool {
    std::iter::once(module).chain(allowed.iter().copied()).any(|allowed| {
        path == allowed || path.strip_prefix(allowed).is_some_and(|rest| rest.starts_with("::"))
    })
}

fn violations(name: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if is_of_tests(name) {
        return found;
    }
    let length = text.lines().count();
    if length > LONGEST {
        found.push(format!("src/{name}:{length}: no file is longer than {LONGEST} lines"));
    }
    let module = module(name);
    let rule = MAY_IMPORT.iter().find(|(of, _)| *of == module);
    for Line { number, text } in program(text) {
        let mut broken = |rule: String| found.push(format!("src/{name}:{number}: {rule}: {}", text.trim()));
        for forbidden in [".unwrap()", "todo!", "unimplemented!", "dbg!("] {
            if text.contains(forbidden) {
                broken(format!("{forbidden} stands nowhere but in tests"));
            }
        }
        if let Some((_, allowed)) = rule {
            if text.contains("crate::{") {
                broken("one module of the crate an import, so that this test can read it".to_owned());
            }
            for path in imports(text).filter(|path| !path.is_empty()) {
                // A macro of the crate's own, `$crate::store::on`, is its module's.
                if !may(module, allowed, path) {
                    broken(format!("{module} imports only itself and {allowed:?}"));
                }
            }
        }
        if module == "desk" {
            for impure in IMPURE.iter().filter(|impure| text.contains(**impure)) {
                broken(format!("desk is pure, and knows nothing of {impure}"));
            }
        }
    }
    found
}

#[test]
fn the_source_keeps_its_rules() {
    let sources = sources();
    assert!(sources.len() > 50, "the source has been found");
    for (module, _) in MAY_IMPORT {
        assert!(sources.iter().any(|(name, _)| self::module(name) == module), "there is no module {module}");
    }
    let found: Vec<String> = sources.iter().flat_map(|(name, text)| violations(name, text)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_broken_rule_is_seen() {
    for (name, text, seen) in [
        ("desk/a.rs", "use crate::store::Db;\n", true),
        ("desk/a.rs", "use crate::clock::Clock;\n", true),
        ("desk/a.rs", "use crate::clock::bogota;\n", false),
        ("desk/a.rs", "use crate::config::staff::Staff;\n", false),
        ("desk/a.rs", "let x = std::fs::read(y);\n", true),
        ("desk.rs", "use crate::deskwork::x;\n", true),
        ("store/a.rs", "use crate::mailbox::Source;\n", true),
        ("store/a.rs", "let a = crate::desk::x(crate::letters::y());\n", true),
        ("store/a.rs", "$crate::store::Tx::Sqlite(x) => {}\n", false),
        ("mailbox/imap/a.rs", "pub(crate) use crate::tls::client;\n", false),
        ("letters/a.rs", "use crate::tls::client;\n", true),
        ("parse/a.rs", "use crate::config::Config;\n", true),
        ("cli/a.rs", "use crate::store::Db;\nuse crate::mailbox::Source;\n", false),
        ("cli/a.rs", "use crate::{store, mailbox};\n", false),
        ("store/a.rs", "use crate::{desk, mailbox};\n", true),
        ("cli/a.rs", "let x = y.unwrap();\n", true),
        ("cli/a.rs", "// y.unwrap() would end the program\n", false),
        ("cli/a.rs", "fn x() {}\n#[cfg(test)]\nmod tests {\n    y.unwrap();\n}\n", false),
        ("cli/a.rs", "#[cfg(test)]\nmod tests;\nfn x() { y.unwrap() }\n", true),
        ("cli/tests.rs", "y.unwrap();\n", false),
        ("cli/a.rs", &"\n".repeat(LONGEST), false),
        ("cli/a.rs", &"\n".repeat(LONGEST + 1), true),
    ] {
        let found = violations(name, text);
        assert_eq!(!found.is_empty(), seen, "{name}: {text}: {found:?}");
        assert!(found.iter().all(|line| line.starts_with(&format!("src/{name}:"))), "{found:?}");
    }
}
