//! Mails made to take time or memory. Each grows tenfold; what grows with the square would grow a hundredfold.

use std::time::{Duration, Instant};

use rstest::rstest;

use super::super::{Written, from_html, from_plain};

/// The quickest of three runs.
fn time(read: fn(&str) -> Written, text: &str) -> Duration {
    let run = || {
        let start = Instant::now();
        let written = read(text);
        assert!(written.new.len() <= text.len());
        start.elapsed()
    };
    run().min(run()).min(run())
}

fn grows_evenly(read: fn(&str) -> Written, piece: &str) {
    let small = time(read, &piece.repeat(10_000 / piece.len() + 1));
    let large = time(read, &piece.repeat(100_000 / piece.len() + 1));
    // Room for a busy machine; a square at this size is far over it.
    assert!(large < small * 40 + Duration::from_millis(300), "{small:?} became {large:?} with {piece:?}");
}

#[rstest]
fn plain(
    #[values(
        "a",
        "\n",
        ">",
        "> a\n",
        "a:\n",
        "x escribió:\n",
        "El 2 a las 10:00, X\n",
        "De: x\n",
        "De: x\n\n",
        "De: x@y Enviado: 10:00 Para: z ",
        "Gracias,\n",
        "Gracias,\nAna\n",
        "Cordialmente,\nAna Pérez\n\n",
        "-- \n",
        "-- \nAna\n\n",
        "P.D.: x\n",
        "AVISO LEGAL\n",
        "AVISO LEGAL\n\n",
        "Este mensaje y sus anexos\n",
        "Este mensaje es confidencial, prohibido, destinatario\n\n",
        "Enviado desde mi \n",
        "____________\n",
        "-----\n",
        "[cid:\n",
        "\u{301}"
    )]
    piece: &str,
) {
    grows_evenly(from_plain, piece);
}

#[rstest]
fn html(
    #[values(
        "<b>",
        "<div>",
        "<blockquote>",
        "</p>",
        "<p><b a=1>",
        "<table>",
        "<table><b>x",
        "<td>x",
        "<tr><td>",
        "<li>",
        "<ol><li>x",
        "<!--",
        "<!-->",
        "<style>",
        "<style>a</b>",
        "<a b=\"",
        "<a b='\">",
        "<",
        "</",
        "&",
        "&amp",
        "&#99999999999999999999;",
        "<br>",
        "<i></b>",
        "<div style='border:none;border-top:solid'>De: x<br>"
    )]
    piece: &str,
) {
    grows_evenly(from_html, piece);
}

#[test]
fn a_tag_of_a_million_attributes() {
    grows_evenly(|text| from_html(&format!("<p {text}>No imprime</p>")), "a=1 ");
    grows_evenly(|text| from_html(&format!("<p style='{text}'>No imprime</p>")), "color:red;");
}
