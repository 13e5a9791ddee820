//! `radica serve`.

use std::path::Path;

use super::{Failure, clock};
use crate::app::App;
use crate::lifecycle::Signals;
use crate::{config, service};

/// Runs the desk until it is told to stop.
///
/// # Errors
/// When it cannot start.
pub(super) async fn run(named: Option<&Path>) -> Result<(), Failure> {
    let signals =
        Signals::listen().map_err(|error| Failure::Wrong(format!("signals cannot be heard: {error}")))?;
    let config = config::load(&config::find(named)?)?;
    let app = App::open(config, clock::start()?).await?;
    Ok(service::serve(app, signals).await?)
}
