//! The requester's side of the procedure, step by step: what people write, what they get, where the case goes.

mod answers;
mod buildings;
mod categories;
pub mod forms;
mod information;
mod monitoring;
mod questions;
mod quotes;
mod thanks;
mod threads;
mod waiting;

/// In the directory: Dirección Financiera, at the leased site.
const ANA: &str = "Ana María Pérez <ana@scj.test>";
/// In the directory: at an owned site.
const BRUNO: &str = "Bruno Díaz <bruno@scj.test>";
/// Of the entity, and not in the directory.
const CLARA: &str = "clara@scj.test";
const AREA: &str = "direccion.tecnica@scj.test";

/// What a trusted server says of a mail whose sender is proven.
const PROVEN: &str = "Authentication-Results: mx.scj.test; dmarc=pass header.from=scj.test\r\n";
/// Whose word that is.
const TRUSTING: &str = "[security]\ntrusted_authserv = [\"mx.scj.test\"]\n";
