//! Completions and manual pages, made of the same description as the help.

use std::io;
use std::path::Path;

use clap::CommandFactory;
use clap_mangen::Man;

use super::{Cli, Failure, print};

/// Prints a shell's completions.
///
/// # Errors
/// When they cannot be written.
pub(super) fn completions(shell: clap_complete::Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "radica", &mut script);
    print(script)
}

/// Prints one manual page of everything, or writes one a command into a folder.
///
/// # Errors
/// When they cannot be written.
pub(super) fn man(out: Option<&Path>) -> Result<(), Failure> {
    let Some(folder) = out else {
        let page = page().map_err(|error| Failure::Wrong(format!("cannot make the manual page: {error}")))?;
        return print(page);
    };
    let failed = |error: io::Error| {
        Failure::Wrong(format!("cannot write manual pages to {}: {error}", folder.display()))
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(Cli::command().disable_help_subcommand(true), folder).map_err(failed)
}

fn page() -> io::Result<Vec<u8>> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let man = Man::new(command.clone());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    for command in command.get_subcommands() {
        chapter(command, &mut page)?;
    }
    man.render_extra_section(&mut page)?;
    man.render_version_section(&mut page)?;
    Ok(String::from_utf8_lossy(&page).replace(".SH EXTRA\n", ".SH NOTES\n").into_bytes())
}

/// A command as a section; its own sections go one level down, without the options that all have. A command of
/// commands is told by these.
fn chapter(command: &clap::Command, page: &mut Vec<u8>) -> io::Result<()> {
    if command.has_subcommands() {
        return command.get_subcommands().try_for_each(|command| chapter(command, page));
    }
    let name = command.get_bin_name().unwrap_or(command.get_name()).to_uppercase();
    page.extend_from_slice(format!(".SH \"{name}\"\n").as_bytes());
    let command = command.clone().mut_args(|argument| {
        let is_general = matches!(argument.get_id().as_str(), "config" | "help");
        argument.hide(is_general)
    });
    let man = Man::new(command.clone());
    let mut part = Vec::new();
    man.render_synopsis_section(&mut part)?;
    man.render_description_section(&mut part)?;
    if command.get_arguments().any(|argument| !argument.is_hide_set()) {
        man.render_options_section(&mut part)?;
    }
    if command.get_after_long_help().is_some() {
        man.render_extra_section(&mut part)?;
    }
    let part =
        String::from_utf8_lossy(&part).replace("\n.SH ", "\n.SS ").replace(".SS EXTRA\n", ".SS NOTES\n");
    page.extend_from_slice(part.as_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_page_tells_every_command() {
        let page = String::from_utf8(page().unwrap()).unwrap();
        for heading in
            [".SH NAME", ".SH \"RADICA SERVE\"", ".SH \"RADICA TICKET SHOW\"", ".SH \"RADICA OUTBOX RETRY\""]
        {
            assert!(page.contains(heading), "{heading}");
        }
        assert!(page.contains("Exit codes"));
        assert!(!page.contains("RADICA HELP"));
    }

    #[test]
    fn the_packaged_page_is_this_one() {
        let packaged = include_str!("../../deploy/radica.1");
        let page = String::from_utf8(page().unwrap()).unwrap();
        assert!(page == packaged, "make it anew: cargo run -- man > deploy/radica.1");
    }

    #[test]
    fn writes_a_page_a_command() {
        let folder = tempfile::tempdir().unwrap();
        man(Some(&folder.path().join("man1"))).unwrap();
        for name in ["radica.1", "radica-serve.1", "radica-ticket-list.1"] {
            assert!(folder.path().join("man1").join(name).exists(), "{name}");
        }
    }
}
