//! The program: arguments, runtime, exit code.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use radica::cli;

fn main() -> ExitCode {
    cli::panics::install();
    // One provider for the whole process; there is none before, so that this cannot fail.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let cli = match cli::parse() {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    // The hook has told of a panic already.
    catch_unwind(AssertUnwindSafe(|| runtime.block_on(cli::run(cli)))).unwrap_or(ExitCode::FAILURE)
}
