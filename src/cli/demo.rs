//! `radica demo`.

use std::path::Path;

use super::{Failure, plain, print};
use crate::demo;

/// Shows the whole cycle on sample mails.
///
/// # Errors
/// When its folder cannot be made.
pub(super) async fn run(dir: Option<&Path>) -> Result<(), Failure> {
    let mut closed = None;
    let told = demo::run(dir, |text| {
        if closed.is_none() {
            closed = print(plain::text(text).as_bytes()).err();
        }
    })
    .await;
    told.map_err(|error| Failure::Wrong(error.to_string()))?;
    closed.map_or(Ok(()), Err)
}
