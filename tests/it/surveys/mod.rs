//! [7], [21] to [25]: the survey by mail, its three business days, the coordinator's review, reopening.

mod answers;
mod holidays;
mod review;

use crate::support::desk::{Letter, TestDesk, kinds, to};

const ANA: &str = "Ana María Pérez <ana@scj.test>";
const LAURA: &str = "Laura Agente <agente1@scj.test>";
const MATEO: &str = "Mateo Agente <agente2@scj.test>";
const DIANA: &str = "Diana Especialista <especialista@scj.test>";
const JULIAN: &str = "Julián Coordinador <coordinador@scj.test>";
const NUMBER: &str = "SCJ-2026-000001";
/// What a trusted server says of a mail whose sender is proven, and whose word that is.
const PROVEN: &str = "Authentication-Results: mx.scj.test; dmarc=pass header.from=scj.test\r\n";
const SETTINGS: &str = "[security]\ntrusted_authserv = [\"mx.scj.test\"]\n[rules]\ndigest = false\n";

/// A case about a printer that Laura has solved: the letter with the solution and the survey. It is Friday 20 November
/// 2026 at ten; the survey's deadline is Wednesday 25 at seven in the evening.
async fn solved(desk: &mut TestDesk) -> Letter {
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    let letters = desk.step().await;
    desk.answer(LAURA, to(&letters, "assignment", LAURA), "#solucion\r\nSe retiró el papel atascado.");
    let letters = desk.step().await;
    to(&letters, "survey", ANA).clone()
}

/// The links of a letter's buttons: subject and body of the mail that each opens.
pub fn buttons(letter: &Letter) -> Vec<(String, String)> {
    let decoded = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.as_bytes();
        while let Some((first, behind)) = rest.split_first() {
            if *first == b'%' {
                bytes.push(u8::from_str_radix(std::str::from_utf8(&behind[..2]).unwrap(), 16).unwrap());
                rest = &behind[2..];
            } else {
                bytes.push(*first);
                rest = behind;
            }
        }
        String::from_utf8(bytes).unwrap()
    };
    letter
        .html
        .split("href=\"mailto:")
        .skip(1)
        .filter_map(|link| {
            link.split_once('"')?
                .0
                .split_once("?subject=")?
                .1
                .split_once("&amp;body=")
                .or_else(|| link.split_once('"')?.0.split_once("?subject=")?.1.split_once("&body="))
        })
        .map(|(subject, body)| (decoded(subject), decoded(body)))
        .collect()
}

/// The newest survey of the case, as the database has it.
async fn survey(desk: &TestDesk) -> radica::store::survey::SurveyRow {
    let id = desk.ticket(NUMBER).await.id;
    let mut tx = desk.app.db.read().await.unwrap();
    radica::store::survey::latest(&mut tx, id).await.unwrap().unwrap()
}

/// Whether a letter says something, however its lines are wrapped.
fn says(letter: &Letter, words: &str) -> bool {
    letter.text.split_whitespace().collect::<Vec<_>>().join(" ").contains(words)
}
