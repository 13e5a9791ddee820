//! The configuration of a desk on a lab's servers.

use std::path::Path;

use super::desk::words_alone;
use super::lab::{DESK, Lab, PASSWORD};

/// How a desk's two connections are secured.
#[derive(Clone, Copy, Debug)]
pub enum Ways {
    /// IMAPS in, STARTTLS submission out.
    ImapsAndSubmission,
    /// STARTTLS in, SMTPS out.
    StarttlsAndSmtps,
    /// Plain text in, where a proxy can read what is said; STARTTLS submission out.
    PlainAndSubmission,
}

/// Writes `radica.toml`, the catalogue and the staff list of `deploy/` into a folder. IDLE is on and the mailbox is
/// looked at every ten minutes: what comes quicker has come by IDLE.
pub fn write(folder: &Path, lab: &Lab, ways: Ways, database: &str, more: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in ["catalog.toml", "staff.toml"] {
        std::fs::copy(root.join("deploy").join(file), folder.join(file)).unwrap();
    }
    let ((imap_port, imap_tls), (smtp_port, smtp_tls)) = match ways {
        Ways::ImapsAndSubmission => (("LAB_IMAPS_PORT", "implicit"), ("LAB_SUBMISSION_PORT", "starttls")),
        Ways::StarttlsAndSmtps => (("LAB_IMAP_PORT", "starttls"), ("LAB_SMTPS_PORT", "implicit")),
        Ways::PlainAndSubmission => (("LAB_IMAP_PORT", "none"), ("LAB_SUBMISSION_PORT", "starttls")),
    };
    let server = |port: &str, tls: &str| {
        format!(
            "host = \"localhost\"\nport = {}\ntls = \"{tls}\"\nca_file = \"{}\"\nuser = \"{DESK}\"\npassword = \"{PASSWORD}\"\n",
            lab.port(port),
            lab.ca().display()
        )
    };
    let text = format!(
        "[desk]\naddress = \"{DESK}\"\n[storage]\ndatabase = \"{database}\"\n\
         [mailbox]\nkind = \"imap\"\npoll_interval = \"10m\"\n{}[outgoing]\nkind = \"smtp\"\n{}{}{more}",
        server(imap_port, imap_tls),
        server(smtp_port, smtp_tls),
        words_alone(folder),
    );
    std::fs::write(folder.join("radica.toml"), text).unwrap();
}

/// The section `[oauth2]` for a lab's token server, with the client's secret in a file.
pub fn oauth2(lab: &Lab, secret_file: &str) -> String {
    format!(
        "[oauth2]\ntoken_url = \"{}\"\nca_file = \"{}\"\nclient_id = \"{}\"\nclient_secret_file = \"{secret_file}\"\nscope = \"{}\"\n",
        lab.var("LAB_TOKEN_URL_TLS"),
        lab.ca().display(),
        lab.var("LAB_CLIENT_ID"),
        lab.var("LAB_SCOPE"),
    )
}
