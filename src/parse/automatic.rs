//! Is it a machine's mail? What is, is recorded and never answered; so what a person wrote must not be taken for it.
//!
//! The most telling class wins: own mail, bounce, receipt, absence, calendar, list, machine. Words in a subject count
//! only beside a machine's header: people forward absence notices and write "Leído:" too.

use crate::desk::address::Address;
use crate::desk::mail::{Automatic, Mail};

use super::Settings;
use super::bounce::{self, Report};
use super::fields::Fields;
use super::parts::{Part, Tree};
use super::words;

/// Says why a mail is automatic, if it is. `mail` has its header fields filled in.
pub(super) fn classify(tree: &Tree<'_>, mail: &Mail, settings: &Settings) -> Option<Automatic> {
    let root = tree.root()?;
    let fields = &tree.fields;
    if mail.sender().is_some_and(|sender| settings.own.contains(sender)) || fields.has("X-Radica-Kind") {
        return Some(Automatic::OwnMail);
    }
    let subject = mail.subject.to_lowercase();
    let machine = machine_header(fields, mail.sender());
    if is_bounce(tree, &subject, machine.is_some()) {
        return Some(match bounce::read(tree, &settings.own, &settings.own_domain) {
            Report::Bounce(bounce) => Automatic::Bounce(bounce),
            Report::Delivered => Automatic::Receipt,
        });
    }
    let says = |prefixes: &[&str]| says(&subject, prefixes, machine.is_some(), fields);
    if is_receipt(root, tree) || says(RECEIPTS) {
        return Some(Automatic::Receipt);
    }
    if is_absence(fields) || says(ABSENCES) {
        return Some(Automatic::OutOfOffice);
    }
    if is_calendar_answer(tree, &subject) || machine.is_some() && starts_with_any(&subject, CALENDAR) {
        return Some(Automatic::Calendar);
    }
    if is_list(fields) {
        return Some(Automatic::List);
    }
    if says(RECALLS) {
        return Some(Automatic::Machine("recall".to_owned()));
    }
    if root.media_type() == "multipart/report" {
        let kind = root.token("report-type").unwrap_or_default();
        return Some(Automatic::Machine(words::cut(
            format!("multipart/report {kind}").trim().to_owned(),
            80,
        )));
    }
    machine.map(|header| Automatic::Machine(words::cut(words::one_line(&header), 80)))
}

/// `X-Auto-Response-Suppress: All` or `AutoReply`: do not answer me by machine. No sign of a machine by itself.
pub(super) fn wants_no_answer(fields: &Fields<'_>) -> bool {
    fields.all("X-Auto-Response-Suppress").any(|raw| {
        let value = String::from_utf8_lossy(raw).to_lowercase();
        value.split([',', ';', ' ']).any(|token| matches!(token.trim(), "all" | "autoreply"))
    })
}

const BOUNCES: &[&str] = &[
    "undelivered mail returned to sender",
    "undeliverable",
    "undelivered",
    "mail delivery fail",
    "mail delivery system",
    "mail delivery problem",
    "delivery status notification",
    "delivery failure",
    "delivery has failed",
    "delivery delayed",
    "delayed mail",
    "message delivery delayed",
    "warning: could not send",
    "warning: message",
    "failure notice",
    "returned mail",
    "mail system error",
    "no se puede entregar",
    "no se pudo entregar",
    "no entregable",
    "no entregado",
    "mensaje no entregado",
    "correo no entregado",
    "correo devuelto",
    "entrega retrasada",
    "error de entrega",
    "error en la entrega",
    "notificación de estado de entrega",
    "notificación del estado de la entrega",
    "notificación de entrega retrasada",
];

const RECEIPTS: &[&str] = &[
    "leído:",
    "leido:",
    "no leído:",
    "no leido:",
    "read:",
    "not read:",
    "confirmación de lectura",
    "read receipt",
    "return receipt",
    "disposition notification",
    "delivered:",
    "entregado:",
    "relayed:",
    "retransmitido:",
    "expanded:",
];

const ABSENCES: &[&str] = &[
    "respuesta automática:",
    "respuesta automatica:",
    "automatic reply:",
    "fuera de la oficina:",
    "out of office:",
    "respuesta automática",
    "respuesta automatica",
    "automatic reply",
    "auto reply",
    "auto-reply",
    "autoreply",
    "autorespuesta",
    "auto respuesta",
    "fuera de la oficina",
    "fuera de oficina",
    "ausente de la oficina",
    "ausencia",
    "out of office",
    "out of the office",
    "ooo:",
    "on vacation",
    "de vacaciones",
    "vacation reply",
];

const CALENDAR: &[&str] = &[
    "aceptada:",
    "aceptado:",
    "rechazada:",
    "rechazado:",
    "provisional:",
    "tentativa:",
    "cancelada:",
    "cancelado:",
    "nueva hora propuesta:",
    "accepted:",
    "declined:",
    "tentative:",
    "tentatively accepted:",
    "canceled:",
    "cancelled:",
    "new time proposed:",
    "meeting forward notification:",
    "notificación de reenvío de reunión:",
];

const RECALLS: &[&str] = &["recuperar:", "recall:", "message recall", "recuperación de mensaje"];

/// Such words begin the subject, and a machine's header stands beside. Outlook's own notices sometimes bear only
/// `X-Auto-Response-Suppress`, as do some persons' mails: beside that one only the words with their colon count.
fn says(subject: &str, prefixes: &[&str], machine: bool, fields: &Fields<'_>) -> bool {
    let exact = || prefixes.iter().any(|prefix| prefix.ends_with(':') && subject.starts_with(prefix));
    machine && starts_with_any(subject, prefixes) || fields.has("X-Auto-Response-Suppress") && exact()
}

fn starts_with_any(subject: &str, prefixes: &[&str]) -> bool {
    prefixes.iter().any(|prefix| subject.starts_with(prefix))
}

/// What absence notices and acknowledgements bear besides `Auto-Submitted`.
const REPLIERS: [&str; 6] =
    ["X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-AutoReply-From", "X-Mail-Autoreply", "X-Vacation"];

/// The header that tells a machine, with its value, or the sender's name that does.
fn machine_header(fields: &Fields<'_>, sender: Option<&Address>) -> Option<String> {
    if let Some(value) = fields.all("Auto-Submitted").map(keyword).find(|v| !v.is_empty() && v != "no") {
        return Some(format!("Auto-Submitted: {value}"));
    }
    if fields.text("Return-Path").is_some_and(|path| path.split_whitespace().collect::<String>() == "<>") {
        return Some("Return-Path: <>".to_owned());
    }
    const PRECEDENCES: [&str; 6] = ["bulk", "junk", "list", "auto_reply", "auto-reply", "autoreply"];
    if let Some(value) = fields.all("Precedence").map(keyword).find(|v| PRECEDENCES.contains(&v.as_str())) {
        return Some(format!("Precedence: {value}"));
    }
    const SIGNS: [&str; 5] = [
        "X-MS-Exchange-Inbox-Rules-Loop",
        "X-MS-Exchange-Generated-Message-Source",
        "X-MS-Exchange-Message-Is-Ndr",
        "X-Failed-Recipients",
        "X-Autogenerated",
    ];
    if let Some(name) = SIGNS.into_iter().chain(REPLIERS).find(|name| is_set(fields, name)) {
        return Some(name.to_owned());
    }
    sender.filter(|sender| is_machine_name(sender.local())).map(|sender| format!("From: {}@", sender.local()))
}

/// Such a field is there, and does not say "no".
fn is_set(fields: &Fields<'_>, name: &str) -> bool {
    fields.first(name).is_some_and(|raw| keyword(raw) != "no")
}

/// A value's first word in lower case, comments aside (RFC 3834, 5).
fn keyword(raw: &[u8]) -> String {
    let value = String::from_utf8_lossy(raw).to_lowercase();
    let value = value.trim_start();
    let value = match value.strip_prefix('(') {
        Some(comment) => comment.split_once(')').map_or("", |(_, value)| value).trim_start(),
        None => value,
    };
    value.split(|c: char| c.is_whitespace() || c == ';' || c == '(').next().unwrap_or_default().to_owned()
}

/// Names that no person bears: whole words of the part before the `@`.
fn is_machine_name(local: &str) -> bool {
    let words: Vec<&str> = local.split(['-', '_', '.', '+', '=']).filter(|word| !word.is_empty()).collect();
    let first = words.first().copied().unwrap_or_default();
    let whole = matches!(
        local,
        "mailer-daemon"
            | "mailerdaemon"
            | "mail-daemon"
            | "postmaster"
            | "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e"
    );
    whole
        || matches!(first, "bounce" | "bounces")
        || words.iter().any(|word| {
            matches!(
                *word,
                "noreply"
                    | "donotreply"
                    | "dontreply"
                    | "noresponder"
                    | "norespondas"
                    | "noresponda"
                    | "nocontestar"
            )
        })
        || words.windows(2).any(|pair| {
            matches!(
                pair,
                ["no", "reply" | "responder" | "responda" | "respondas" | "contestar" | "response"]
                    | ["mailer", "daemon"]
            )
        })
        || words.windows(3).any(|three| matches!(three, ["do", "not", "reply"]))
}

/// A report by its type; or its words, beside a machine's header. A person who forwards one sends no report.
fn is_bounce(tree: &Tree<'_>, subject: &str, machine: bool) -> bool {
    let Some(root) = tree.root() else { return false };
    let report = root.media_type() == "multipart/report";
    let typed = report && root.token("report-type").is_some_and(|kind| kind == "delivery-status");
    typed
        || bounce::is_status(root)
        || (report || machine) && tree.leaves().any(|(_, part)| bounce::is_status(part))
        || tree.fields.has("X-MS-Exchange-Message-Is-Ndr")
        || tree.fields.has("X-Failed-Recipients")
        || machine && (starts_with_any(subject, BOUNCES) || bounce::is_qmail(root))
}

fn is_receipt(root: &Part<'_>, tree: &Tree<'_>) -> bool {
    let is_mdn = |part: &Part<'_>| {
        matches!(
            part.media_type(),
            "message/disposition-notification" | "message/global-disposition-notification"
        )
    };
    let typed = root.media_type() == "multipart/report"
        && root.token("report-type").is_some_and(|kind| kind == "disposition-notification");
    let inside = root.media_type() == "multipart/report" && tree.leaves().any(|(_, part)| is_mdn(part));
    typed || inside || is_mdn(root)
}

fn is_absence(fields: &Fields<'_>) -> bool {
    // "Auto-Submitted: auto-replied (vacation)" is Sieve's; Gmail adds X-Autoreply, whatever the subject.
    let replier = REPLIERS.into_iter().any(|name| is_set(fields, name));
    let replied = fields.all("Auto-Submitted").any(|raw| {
        let value = String::from_utf8_lossy(raw).to_lowercase();
        keyword(raw) == "auto-replied" && (replier || value.contains("vacation"))
    });
    let precedence = fields.all("Precedence").any(|raw| keyword(raw).starts_with("auto"));
    replied || precedence || is_set(fields, "X-Vacation")
}

/// An answer to an invitation, or its cancellation. An invitation itself is a person's mail: somebody must see it.
fn is_calendar_answer(tree: &Tree<'_>, subject: &str) -> bool {
    // Beside other parts it is a file that somebody passes on, unless the subject says otherwise.
    let belongs = |part: &Part<'_>| match part.parent.and_then(|at| tree.parts.get(at)) {
        Some(holder) => holder.media_type() == "multipart/alternative" && !part.is_attachment(),
        None => true,
    };
    tree.leaves().filter(|(_, part)| part.media_type() == "text/calendar").any(|(_, part)| {
        (belongs(part) || starts_with_any(subject, CALENDAR))
            && matches!(
                calendar_method(part).as_str(),
                "reply" | "counter" | "declinecounter" | "cancel" | "refresh"
            )
    })
}

/// The method of a calendar part (RFC 5546, 1.4; RFC 6047, 2.4), in lower case.
pub(super) fn calendar_method(part: &Part<'_>) -> String {
    part.token("method").unwrap_or_else(|| {
        let text = part.text();
        let head = text.get(..text.floor_char_boundary(4_096)).unwrap_or_default().to_ascii_lowercase();
        head.lines().find_map(|line| line.strip_prefix("method:")).unwrap_or_default().trim().to_owned()
    })
}

fn is_list(fields: &Fields<'_>) -> bool {
    let by_field = fields
        .iter()
        .any(|field| field.name.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("list-")));
    by_field || fields.all("Precedence").any(|raw| matches!(keyword(raw).as_str(), "bulk" | "junk" | "list"))
}

#[cfg(test)]
#[path = "automatic_tests.rs"]
mod tests;
