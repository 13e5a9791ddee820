//! What an operator is told when the program breaks: where, and never what it held in its hands.

use std::io::Write;
use std::panic::PanicHookInfo;

/// From now on a panic is one sentence in the log, or on standard error when nothing is logged.
///
/// The panic's own words are left out: they may quote a mail.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        let sentence = sentence(info);
        if tracing::enabled!(tracing::Level::ERROR) {
            tracing::error!("{sentence}");
        } else {
            let _ = writeln!(std::io::stderr(), "error: {sentence}");
        }
    }));
}

fn sentence(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map_or_else(
        || "an unknown place".to_owned(),
        |location| format!("{}:{}", within(location.file()), location.line()),
    );
    format!("internal error at {place}; this is a mistake in radica: please report this line")
}

/// A source file's name from its package on: where packages lay when the program was built concerns nobody.
fn within(file: &str) -> &str {
    match file.split_once("/registry/src/") {
        Some((_, rest)) => rest.split_once('/').map_or(rest, |(_, package)| package),
        None => file,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_a_place_without_the_builders_folders() {
        assert_eq!(within("src/desk/triage.rs"), "src/desk/triage.rs");
        assert_eq!(
            within("/home/x/.cargo/registry/src/index-1/jiff-1.0.2/src/tz.rs"),
            "jiff-1.0.2/src/tz.rs"
        );
    }
}
