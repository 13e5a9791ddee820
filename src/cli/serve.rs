//! `radica serve`.

use std::path::Path;

use super::{Failure, clock};
use crate::app::{App, AppError};
use crate::lifecycle::Signals;
use crate::{config, service};

/// Runs the desk until it is told to stop.
///
/// # Errors
/// When it cannot start.
pub(super) async fn run(named: Option<&Path>) -> Result<(), Failure> {
    let mut signals = Signals::hear().map_err(AppError::Signals)?;
    let config = config::load(&config::find(named)?)?;
    let clock = clock::start()?;
    let app = tokio::select! {
        app = App::open(config, clock) => app?,
        // A database may take long to answer. What is broken off here is done at the next start.
        () = signals.told_to_stop() => return Ok(()),
    };
    Ok(service::serve(app, signals).await?)
}
