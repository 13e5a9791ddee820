//! The manual against the program: it names every command and none that there is not, and what it points at is there.

#![expect(
    clippy::unwrap_used,
    reason = "these are tests, helpers included; clippy knows only functions marked #[test]"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use radica::cli::Cli;
use radica::config::staff::Role;
use radica::desk::command::table;
use radica::desk::statistics::{Figures, Statistics, summary};
use radica::letters::samples;

const PAGES: [&str; 4] = ["solicitantes.md", "agentes.md", "coordinador.md", "operator.md"];

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

fn page(name: &str) -> String {
    std::fs::read_to_string(docs().join(name)).unwrap()
}

/// The words of a page that begin with `#`, without headings and links.
fn commands(page: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in page.lines() {
        for (at, _) in line.match_indices('#') {
            let before = line.get(..at).unwrap().chars().next_back();
            let word: String = line.get(at + 1..).unwrap().chars().take_while(is_of_a_word).collect();
            if !word.is_empty() && before.is_none_or(|c| c == '`' || c.is_whitespace()) {
                found.insert(format!("#{}", word.trim_end_matches('-')));
            }
        }
    }
    found
}

fn is_of_a_word(c: &char) -> bool {
    c.is_alphanumeric() || *c == '-'
}

fn known(role: Role) -> BTreeSet<String> {
    table(role).iter().map(|row| row.form.split(' ').next().unwrap().to_owned()).collect()
}

#[test]
fn the_agents_page_names_every_command() {
    // One is named as it may be written, too.
    let mut named = commands(&page("agentes.md"));
    assert!(named.remove("#Solución"));
    assert_eq!(named, known(Role::Agent));
}

#[test]
fn the_coordinators_page_names_their_commands_and_no_others() {
    let (named, all) = (commands(&page("coordinador.md")), known(Role::Coordinator));
    let unknown: Vec<_> = named.difference(&all).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    let own: BTreeSet<_> = all.difference(&known(Role::Agent)).cloned().collect();
    let missing: Vec<_> = own.difference(&named).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let requesters = commands(&page("solicitantes.md"));
    assert!(requesters.is_empty(), "who asks for help learns no command: {requesters:?}");
}

#[test]
fn the_coordinators_page_explains_every_figure() {
    let page = page("coordinador.md");
    for row in summary(&statistics()) {
        assert!(page.contains(&format!("| {} | ", row.name)), "{}", row.name);
    }
}

/// An empty month: what its figures are called is all that is asked.
fn statistics() -> Statistics {
    let sample = samples::all().into_iter().find_map(|sample| match sample.content {
        radica::desk::letter::Content::MonthlyReport(report) => report.made,
        _ => None,
    });
    Statistics { figures: Figures::default(), ..sample.unwrap().statistics }
}

/// Every command that does something, such as `ticket show`.
fn subcommands() -> BTreeSet<String> {
    fn add(command: &clap::Command, before: &str, found: &mut BTreeSet<String>) {
        for command in command.get_subcommands() {
            let name = format!("{before}{}", command.get_name());
            if command.has_subcommands() {
                add(command, &format!("{name} "), found);
            } else {
                found.insert(name);
            }
        }
    }
    let mut found = BTreeSet::new();
    add(&Cli::command(), "", &mut found);
    found
}

#[test]
fn the_operators_page_names_every_subcommand() {
    let page = page("operator.md");
    let all = subcommands();
    let mut named = BTreeSet::new();
    // As they are written: in code, behind the program's name.
    for (at, _) in page.match_indices("radica ") {
        let before = page.get(..at).unwrap().chars().next_back();
        if !before.is_some_and(|c| "`\n /".contains(c)) {
            continue;
        }
        let mut words =
            page.get(at..).unwrap().lines().next().unwrap().split('`').next().unwrap().split(' ').skip(1);
        let mut word = || words.next().unwrap_or("").trim_end_matches(['.', ',', ':', ';']).to_owned();
        let (one, two) = (word(), word());
        let both = format!("{one} {two}");
        if all.contains(&both) {
            named.insert(both);
        } else if all.contains(&one) {
            named.insert(one);
        } else if page.get(..at).unwrap().rsplit('\n').next().unwrap().matches('`').count() % 2 == 1 {
            assert!(one == "help" || one.starts_with('-'), "there is no command radica {both}");
        }
    }
    let missing: Vec<_> = all.difference(&named).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// All source files of the program, without its tests.
fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push(text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned());
        }
    }
}

/// What stands before the parenthesis that closes a call.
fn arguments(rest: &str) -> &str {
    let mut open = 1;
    let end = rest.find(|c| {
        open += i32::from(c == '(') - i32::from(c == ')');
        open == 0
    });
    rest.get(..end.unwrap()).unwrap()
}

/// The texts in quotation marks of a piece of source.
fn quoted(source: &str) -> Vec<&str> {
    source.split('"').skip(1).step_by(2).collect()
}

#[test]
fn the_operators_page_explains_every_alert_and_every_line_that_warns() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut lines = Vec::new();
    for source in &files {
        for call in ["warn!(", "error!("] {
            let calls = source.split(call).skip(1).map(arguments);
            // Values come first, the sentence last; one that is put together elsewhere is found there.
            lines.extend(calls.filter_map(|call| quoted(call).pop()).filter(|line| !line.contains('{')));
        }
        let troubles = source.split("Trouble::new(").skip(1);
        lines.extend(troubles.flat_map(|call| quoted(call.split(')').next().unwrap())));
        let alerts = source.split("OperatorAlert(OperatorAlert {").skip(1);
        lines.extend(alerts.filter_map(|alert| quoted(alert.split("details:").next().unwrap()).pop()));
    }
    assert!(lines.len() > 20, "{lines:?}");
    let page = page("operator.md");
    let missing: Vec<_> = lines.iter().filter(|line| !page.contains(**line)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Text and target of every link and picture of a page.
fn links(page: &str) -> Vec<(String, String)> {
    page.match_indices("](")
        .map(|(at, _)| {
            let text = page.get(..at).unwrap().rsplit('[').next().unwrap().to_owned();
            let target = page.get(at + 2..).unwrap().split(')').next().unwrap().to_owned();
            (text, target)
        })
        .collect()
}

/// As GitHub names a heading.
fn anchors(page: &str) -> BTreeSet<String> {
    page.lines()
        .filter(|line| line.starts_with('#') && line.trim_start_matches('#').starts_with(' '))
        .map(|line| {
            let kept = line.trim_start_matches('#').trim().to_lowercase();
            kept.chars()
                .filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '-' || *c == '_')
                .map(|c| if c == ' ' { '-' } else { c })
                .collect()
        })
        .collect()
}

#[test]
fn links_and_pictures_lead_somewhere() {
    let mut shown = BTreeSet::new();
    for name in PAGES {
        let page = page(name);
        for (text, target) in links(&page) {
            assert!(!text.trim().is_empty(), "{name}: {target} has no text");
            if target.starts_with("https://") {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let path = docs().join(if file.is_empty() { name } else { file });
            assert!(path.exists(), "{name}: {target} is not there");
            if !anchor.is_empty() {
                let there = anchors(&std::fs::read_to_string(&path).unwrap());
                assert!(there.contains(anchor), "{name}: {target} is no heading of it: {there:?}");
            }
            if let Some(picture) = file.strip_prefix("pictures/") {
                shown.insert(picture.to_owned());
            }
        }
    }
    // No picture without a page; each is of a sample letter, and the script makes it.
    let pictures: BTreeSet<String> = std::fs::read_dir(docs().join("pictures"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(shown, pictures);
    let samples: BTreeSet<&str> = samples::all().iter().map(|sample| sample.name).collect();
    let script = page("make-pictures");
    for picture in pictures {
        let name = picture.trim_end_matches(".png");
        let sample = name.trim_end_matches("-phone");
        assert!(samples.contains(sample), "{picture} is of no sample");
        assert!(
            script.split_whitespace().any(|word| word.trim_matches(['(', ')']).ends_with(sample)),
            "{picture}"
        );
    }
}

#[test]
fn pictures_stay_small() {
    let sizes = std::fs::read_dir(docs().join("pictures")).unwrap();
    let total: u64 = sizes.map(|entry| entry.unwrap().metadata().unwrap().len()).sum();
    assert!(total < 1_500_000, "{total}");
}
