//! How far a longer command is: on a terminal only, on standard error.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::plain;

/// A bar, or a spinner where the end is not known. Where standard error is no terminal, nothing is shown.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Begins; `what` is being done, `len` times if known.
    pub fn new(len: Option<u64>, what: &str) -> Self {
        // indicatif hides this target by itself where there is no terminal.
        let bar = ProgressBar::with_draw_target(len, ProgressDrawTarget::stderr());
        let template = match len {
            Some(_) => "{prefix} {bar:30} {pos}/{len} {wide_msg}",
            None => "{spinner} {prefix} {pos} {wide_msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_prefix(plain::line(what).into_owned());
        if !bar.is_hidden() {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Self { bar }
    }

    /// One more is done.
    pub fn inc(&self) {
        self.bar.inc(1);
    }

    /// Says beside the bar what is being done now.
    pub fn say(&self, text: &str) {
        self.bar.set_message(plain::line(text).into_owned());
    }

    /// Ends, and takes the bar away.
    pub fn done(self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_tells_without_escapes() {
        let progress = Progress::new(Some(3), "Sending");
        progress.inc();
        progress.inc();
        progress.say("\u{1b}[2J");
        assert_eq!(progress.bar.position(), 2);
        assert_eq!(progress.bar.length(), Some(3));
        assert_eq!(progress.bar.message(), "␛[2J");
        progress.done();
    }
}
