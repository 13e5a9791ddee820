//! The agents' and the coordinator's side: the whole case by mail, on a set clock, on both databases.

mod clocks;
mod commands;
mod forged;
mod handed;
mod problems;
mod quotes;
mod together;
mod working;

use crate::support::desk::{Letter, TestDesk, kinds, to};

const ANA: &str = "Ana María Pérez <ana@scj.test>";
const LAURA: &str = "Laura Agente <agente1@scj.test>";
const MATEO: &str = "Mateo Agente <agente2@scj.test>";
const DIANA: &str = "Diana Especialista <especialista@scj.test>";
const JULIAN: &str = "Julián Coordinador <coordinador@scj.test>";
/// What a trusted server says of a mail whose sender is proven, and whose word that is.
const PROVEN: &str = "Authentication-Results: mx.scj.test; dmarc=pass header.from=scj.test\r\n";
const TRUSTING: &str = "[security]\ntrusted_authserv = [\"mx.scj.test\"]\n";

/// A case about a printer, with level 1: SCJ-2026-000001. Its letters.
async fn case(desk: &mut TestDesk) -> Vec<Letter> {
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    desk.step().await
}
