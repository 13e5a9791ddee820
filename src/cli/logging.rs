//! Logs: to the journal under systemd, else to standard error.

use std::io::IsTerminal;
use std::os::linux::fs::MetadataExt;

use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry};

/// What is logged.
const VARIABLE: &str = "RADICA_LOG";

/// Libraries that log passwords, statements or mail text below `info`.
const TALKATIVE: [&str; 7] =
    ["async_imap", "imap_proto", "sqlx", "lettre", "html5ever", "ureq", "ureq_proto"];

/// Libraries that read what strangers send, and log pieces of it.
const SILENT: [&str; 2] = ["calamine", "lopdf"];

/// Starts logging what `RADICA_LOG` names, else what `default` does (`info`, `radica=debug,warn` ...). Called once;
/// later calls change nothing.
pub fn init(default: &str) {
    let asked = std::env::var(VARIABLE).ok().filter(|text| !text.is_empty());
    let parsed = asked.as_deref().map(|text| EnvFilter::builder().parse(text));
    let wrong = matches!(parsed, Some(Err(_)));
    let filter = match parsed {
        Some(Ok(filter)) => filter,
        _ => EnvFilter::builder().parse(default).unwrap_or_default(),
    };
    // A filter of its own: a directive for `sqlx::query` would win over one for `sqlx`.
    let subscriber = Registry::default().with(output()).with(filter).with(filter_fn(may_be_logged));
    if subscriber.try_init().is_ok() && wrong {
        tracing::warn!(
            "RADICA_LOG is no filter and is ignored; write it like debug, or radica::delivery=debug"
        );
    }
}

fn output() -> Box<dyn Layer<Registry> + Send + Sync> {
    if is_journal()
        && let Ok(journal) = tracing_journald::layer()
    {
        return journal.with_field_prefix(None).with_syslog_identifier("radica".to_owned()).boxed();
    }
    let stderr = std::io::stderr;
    tracing_subscriber::fmt::layer().with_writer(stderr).with_ansi(stderr().is_terminal()).boxed()
}

/// Whether standard error is the journal's stream (systemd.exec(5)): the variable alone is inherited by programs that
/// write somewhere else.
fn is_journal() -> bool {
    let Ok(stream) = std::env::var("JOURNAL_STREAM") else { return false };
    std::fs::metadata("/proc/self/fd/2")
        .is_ok_and(|file| stream == format!("{}:{}", file.st_dev(), file.st_ino()))
}

fn may_be_logged(what: &Metadata<'_>) -> bool {
    let target = what.target();
    !is_of(&SILENT, target) && (*what.level() <= Level::INFO || !is_of(&TALKATIVE, target))
}

fn is_of(libraries: &[&str], target: &str) -> bool {
    libraries.iter().any(|library| {
        target.strip_prefix(library).is_some_and(|rest| {
            // sqlx_core, sqlx_sqlite and the like are the same library.
            rest.is_empty() || rest.starts_with("::") || rest.starts_with('_')
        })
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn no_filter_makes_libraries_tell_secrets() {
        let kept = Kept::default();
        let writer = kept.clone();
        let filter = EnvFilter::builder().parse("trace,sqlx::query=trace,async_imap::client=trace").unwrap();
        let subscriber = Registry::default()
            .with(tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || writer.clone()))
            .with(filter)
            .with(filter_fn(may_be_logged));
        tracing::subscriber::with_default(subscriber, || {
            tracing::trace!(target: "async_imap::client", "secret");
            tracing::debug!(target: "sqlx::query", "secret");
            tracing::debug!(target: "sqlx_core::pool", "secret");
            tracing::debug!(target: "lettre", "secret");
            tracing::info!(target: "sqlx::query", "one");
            tracing::trace!(target: "radica::delivery", "two");
            tracing::trace!(target: "sqlxtra", "three");
        });
        let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        assert!(!text.contains("secret"), "{text}");
        for word in ["one", "two", "three"] {
            assert!(text.contains(word), "{word}: {text}");
        }
    }
}
