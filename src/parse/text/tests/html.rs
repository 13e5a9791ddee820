//! HTML bodies as the clients write them.

use pretty_assertions::assert_eq;
use rstest::rstest;

use super::super::{Unreadable, from_html, html_to_text};

/// `new`, `signature`, and a piece of what is quoted.
#[rstest]
#[case::outlook_classic(
    r#"<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15"><style><!--
p.MsoNormal {margin:0cm; font-size:11.0pt;} --></style><!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit"/></xml><![endif]--></head>
<body lang=ES-CO><div class=WordSection1><p class=MsoNormal>Buenos d&iacute;as,<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal>La placa es
12345.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>Cordialmente,<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<table class=MsoNormalTable border=0><tr><td width=120><p class=MsoNormal><img src="cid:image001.png@01DC" alt="Logo de la entidad"></p></td>
<td><p class=MsoNormal><b>Ana P&eacute;rez</b><o:p></o:p></p><p class=MsoNormal>Direcci&oacute;n Financiera<o:p></o:p></p><p class=MsoNormal>Tel. 377 9595<o:p></o:p></p></td></tr></table>
<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>De:</b> Mesa &lt;m@scj.gov.co&gt;<br><b>Enviado el:</b> jueves, 20 de agosto de 2026 10:00 a. m.<br><b>Para:</b> Ana<br><b>Asunto:</b> Equipo</p></div></div>
<p class=MsoNormal>Indique la placa.</p></div></body></html>"#,
    "Buenos días,\n\nLa placa es 12345.",
    "Cordialmente,\n\nAna Pérez\nDirección Financiera\nTel. 377 9595",
    "Indique la placa."
)]
#[case::outlook_web(
    r#"<html><body dir="ltr"><div class="elementToProof" style="font-family: Aptos;">Adjunto el formato.</div><div class="elementToProof"><br></div>
<div id="Signature" class="elementToProof"><p>Ana Pérez</p><p>Oficina Jurídica</p></div><div id="appendonsend"></div>
<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>De:</b> Mesa &lt;m@scj.gov.co&gt;<br>
<b>Enviado:</b> jueves, 20 de agosto de 2026 10:00<br><b>Para:</b> Ana &lt;ana@scj.gov.co&gt;<br><b>Asunto:</b> Formato</font><div>&nbsp;</div></div><div>Falta el formato.</div></body></html>"#,
    "Adjunto el formato.",
    "Ana Pérez\n\nOficina Jurídica",
    "Falta el formato."
)]
#[case::outlook_in_german(
    r#"<div>Es la 12345.</div><hr><div id="divRplyFwdMsg"><b>Von:</b> Mesa<br><b>Gesendet:</b> Donnerstag<br><b>An:</b> Ana<br><b>Betreff:</b> Gerät</div><div>Indique la placa.</div>"#,
    "Es la 12345.",
    "",
    "Indique la placa."
)]
#[case::outlook_mobile(
    r#"<html><body><div dir="auto">No imprime.</div><div id="ms-outlook-mobile-body-separator-line"><br></div><div id="ms-outlook-mobile-signature">Obtener <a href="https://aka.ms/AAb9ysg">Outlook para Android</a></div>
<div id="mail-editor-reference-message-container"><hr><div id="divRplyFwdMsg"><strong>De:</strong> Mesa &lt;m@scj.gov.co&gt;<br><strong>Enviado:</strong> jueves, agosto 20, 2026 10:00:00<br><strong>Para:</strong> Ana<br><strong>Asunto:</strong> X</div><div>¿Qué pasa?</div></div></body></html>"#,
    "No imprime.",
    "Obtener Outlook para Android",
    "¿Qué pasa?"
)]
#[case::outlook_new(
    r#"<div>Es la 12345.</div><div><br></div><div>El 28/10/2026 12:46, "Mesa" &lt;m@scj.gov.co&gt; escribió:</div><blockquote style="margin-left: 0.8ex;"><div>Indique la placa.</div></blockquote>"#,
    "Es la 12345.",
    "",
    "Indique la placa."
)]
#[case::gmail(
    r#"<div dir="ltr">Es la 12345.<div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature"><div dir="ltr">Ana Pérez<div>Contratista</div></div></div></div><br>
<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">El jue, 20 ago 2026 a las 10:00, Mesa (&lt;<a href="mailto:m@scj.gov.co">m@scj.gov.co</a>&gt;) escribió:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)"><div>Indique la placa.</div></blockquote></div>"#,
    "Es la 12345.",
    "--\nAna Pérez\nContratista",
    "Indique la placa."
)]
#[case::gmail_interleaved(
    r#"<div dir="ltr"><div class="gmail_quote"><div class="gmail_attr">El jue, 20 ago 2026 a las 10:00, Mesa (&lt;m@scj.gov.co&gt;) escribió:<br></div><blockquote class="gmail_quote"><div>1. La placa</div></blockquote><div>12345</div><blockquote class="gmail_quote"><div>2. La dependencia</div></blockquote><div>Dirección Financiera</div></div></div>"#,
    "12345\n\nDirección Financiera",
    "",
    "2. La dependencia"
)]
#[case::gmail_forward(
    r#"<div dir="ltr">Para su gestión.<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>De: <strong class="gmail_sendername">Luis</strong> <span>&lt;l@scj.gov.co&gt;</span><br>Date: jue, 20 ago 2026 a las 10:00<br>Subject: Impresora<br>To:  &lt;ana@scj.gov.co&gt;<br></div><br><br><div dir="ltr">No imprime.</div></div></div>"#,
    "Para su gestión.",
    "",
    "No imprime."
)]
#[case::apple_mail(
    r#"<html><body style="overflow-wrap: break-word;">Es la 12345.<br><div><br id="lineBreakAtBeginningOfSignature"><div id="AppleMailSignature">Ana Pérez</div></div><div><br><blockquote type="cite"><div>El 3 jun 2026, a la(s) 10:00, Mesa &lt;m@scj.gov.co&gt; escribió:</div><br class="Apple-interchange-newline"><div>Indique la placa.</div></blockquote></div></body></html>"#,
    "Es la 12345.",
    "Ana Pérez",
    "Indique la placa."
)]
#[case::iphone(
    r#"<html><body dir="auto">Es la 12345.<br><br><div dir="ltr">Enviado desde mi iPhone</div><div dir="ltr"><br><blockquote type="cite">El 3/06/2026, a la(s) 10:00 a. m., Mesa &lt;m@scj.gov.co&gt; escribió:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">Indique la placa.</div></blockquote></body></html>"#,
    "Es la 12345.",
    "Enviado desde mi iPhone",
    "Indique la placa."
)]
#[case::apple_forward(
    r#"<html><body><br><div><br><blockquote type="cite"><div>Inicio del mensaje reenviado:</div><br><div><b>De: </b>Luis &lt;l@scj.gov.co&gt;<br></div><div><b>Asunto: </b><b>Impresora</b><br></div><div><b>Fecha: </b>20 de agosto de 2026, 10:00:00 a. m. COT<br></div><div><b>Para: </b>Ana<br></div><br><div>No imprime.</div></blockquote></div></body></html>"#,
    "No imprime.",
    "",
    "Inicio del mensaje reenviado:"
)]
#[case::thunderbird(
    r#"<html><body><p>Arriba.</p><div class="moz-cite-prefix">El 20/08/26 a las 10:00, Mesa escribió:<br></div><blockquote type="cite" cite="mid:x"><p>Indique la placa.</p></blockquote><p>Es la 12345.</p><pre class="moz-signature" cols="72">-- 
Ana Pérez
Archivo</pre></body></html>"#,
    "Arriba.\n\nEs la 12345.",
    "-- \nAna Pérez\nArchivo",
    "Indique la placa."
)]
#[case::thunderbird_in_italian(
    r#"<p>Sí.</p><div class="moz-cite-prefix">Il 20/08/26 10:00, Mesa ha scritto:<br></div><blockquote type="cite"><p>¿Funciona?</p></blockquote>"#,
    "Sí.",
    "",
    "ha scritto"
)]
#[case::thunderbird_forward(
    r#"<p>Ver abajo.</p><div class="moz-forward-container"><br><br>-------- Mensaje reenviado --------<table class="moz-email-headers-table"><tbody><tr><th valign="BASELINE" nowrap>Asunto: </th><td>Impresora</td></tr><tr><th>Fecha: </th><td>Thu, 20 Aug 2026 10:00:00 -0500</td></tr><tr><th>De: </th><td>Luis &lt;l@scj.gov.co&gt;</td></tr><tr><th>Para: </th><td>ana@scj.gov.co</td></tr></tbody></table><br>No imprime.</div>"#,
    "Ver abajo.",
    "",
    "Asunto: Impresora\nFecha: Thu"
)]
#[case::yahoo(
    r#"<html><body><div class="ydp1 yahoo-style-wrap"><div dir="ltr">Es la 12345.</div></div><div id="ydp2yahoo_quoted_1" class="yahoo_quoted"><div>En jueves, 20 de agosto de 2026, 10:00:12 a. m. GMT-5, Mesa &lt;m@scj.gov.co&gt; escribió:</div><div><br></div><div>Indique la placa.</div></div></body></html>"#,
    "Es la 12345.",
    "",
    "Indique la placa."
)]
#[case::samsung(
    r#"<html><body dir="auto"><div dir="auto">No imprime</div><div dir="auto"><br></div><div id="composer_signature"><div dir="auto">Enviado desde mi Galaxy</div></div><div dir="auto"><br></div><div><br></div><div align="left" dir="auto"><div>-------- Mensaje original --------</div><div>De: Mesa &lt;m@scj.gov.co&gt; </div><div>Fecha: 20/8/26  10:00 a. m.  (GMT-05:00) </div><div>A: ana@scj.gov.co </div><div>Asunto: Re: Equipo </div><div><br></div></div>¿Qué pasa?</body></html>"#,
    "No imprime",
    "Enviado desde mi Galaxy",
    "¿Qué pasa?"
)]
#[case::spark(
    r#"<div name="messageBodySection"><div dir="auto">Listo.</div></div><div name="messageSignatureSection">Ana Pérez</div><div name="messageReplySection">En 3 jun. 2026 10:00 -0500, Mesa &lt;m@scj.gov.co&gt;, escribió:<br><blockquote type="cite">¿Funciona?</blockquote></div>"#,
    "Listo.",
    "Ana Pérez",
    "¿Funciona?"
)]
#[case::zimbra(
    r##"<div>Es la 12345.</div><hr id="zwchr"><div><b>De: </b>"Mesa" &lt;m@scj.gov.co&gt;<br><b>Para: </b>"Ana" &lt;ana@scj.gov.co&gt;<br><b>Enviados: </b>Jueves, 20 de Agosto 2026 10:00:00<br><b>Asunto: </b>Equipo<br></div><blockquote style="border-left:2px solid #1010FF;margin-left:5px;"><div>Indique la placa.</div></blockquote>"##,
    "Es la 12345.",
    "",
    "Indique la placa."
)]
#[case::person_draws_a_line(
    r#"<p class=MsoNormal>Falla 1</p><div style='border:none;border-top:solid windowtext 1.0pt'><p class=MsoNormal>Falla 2</p><p class=MsoNormal>Falla 3</p></div>"#,
    "Falla 1\nFalla 2\nFalla 3",
    "",
    ""
)]
#[case::person_indents(
    r#"<div>El error dice:</div><blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>Acceso denegado</div></blockquote><div>¿Qué hago?</div>"#,
    "El error dice:\nAcceso denegado\n¿Qué hago?",
    "",
    ""
)]
#[case::plain_in_pre(
    "<html><body><pre>Es la 12345.\r\n\r\nEl jue, 20 ago 2026 a las 10:00, X &lt;x@y.co&gt; escribió:\r\n&gt; Indique\r\n</pre></body></html>",
    "Es la 12345.",
    "",
    "> Indique"
)]
#[case::hidden(
    r#"<div style="display:none;max-height:0">Vista previa</div><span class="preheader">Pre</span><div style="font-size: 0px">x<b style="font-size:14px">No imprime</b></div><p hidden>y</p><div style="visibility:hidden">z</div><script>var a = "</div>";</script><style>p{}</style>"#,
    "No imprime",
    "",
    ""
)]
#[case::banner(
    r#"<table><tr><td style="background:#ff0">PRECAUCIÓN: Este correo proviene de un remitente externo. No abra enlaces ni adjuntos.</td></tr></table><div>No tengo red.</div>"#,
    "No tengo red.",
    "",
    ""
)]
#[case::written_into_the_signature(
    r#"<div>Buenos días</div><div id="Signature"><div>Necesito un teclado.</div><div>Cordialmente,</div><div>Ana Pérez</div></div>"#,
    "Buenos días\nNecesito un teclado.",
    "Necesito un teclado.\nCordialmente,\nAna Pérez",
    ""
)]
#[case::only_signature_marked(
    r#"<div id="Signature">Solicito un teclado, gracias</div>"#,
    "Solicito un teclado, gracias",
    "Solicito un teclado, gracias",
    ""
)]
fn parted(#[case] html: &str, #[case] new: &str, #[case] signature: &str, #[case] quoted: &str) {
    let written = from_html(html);
    assert_eq!((written.new.as_str(), written.signature.as_str()), (new, signature));
    assert!(written.quoted.contains(quoted), "{:?}", written.quoted);
    assert_eq!(written.quoted.is_empty(), quoted.is_empty());
}

#[rstest]
#[case::table(
    "<table><tr><th>Placa</th><th>Usuario</th></tr><tr><td><p class=MsoNormal>12345</p></td><td><p class=MsoNormal>aperez</p></td></tr></table>Fin",
    "Placa | Usuario\n12345 | aperez\nFin"
)]
#[case::table_unclosed("<table><tr><td>a<td>b<tr><td>c<td>d</table>e", "a | b\nc | d\ne")]
#[case::table_labels("<table><tr><td>Placa:</td><td>12345</td></tr></table>", "Placa: 12345")]
#[case::table_nested(
    "<table><tr><td><table><tr><td>a</td></tr><tr><td>b</td></tr></table></td><td>c</td></tr></table>",
    "a\nb\nc"
)]
#[case::lists("<ol><li>uno<li>dos<ul><li>y medio</ul></ol>", "1. uno\n2. dos\n- y medio")]
#[case::paragraphs("<p>uno</p><p>dos<br>tres</p>cuatro", "uno\n\ndos\ntres\n\ncuatro")]
#[case::blanks("  uno \n dos&nbsp;&nbsp;tres<b> </b>cuatro ", "uno dos  tres cuatro")]
#[case::references(
    "a &amp; b &lt;c&gt; &ntilde;&#241;&#xF1; &#150; &noexiste; & AT&T",
    "a & b <c> ñññ – &noexiste; & AT&T"
)]
#[case::links(r#"vea <a href="https://x.co/?a=1&b=2">la página</a>"#, "vea la página")]
#[case::images(r#"a<img src=x alt="una foto">b"#, "ab")]
#[case::less_than("si a < b o 3<4", "si a < b o 3<4")]
#[case::accent_first("<p>Órale</p><p>¿Qué?</p>", "Órale\n\n¿Qué?")]
#[case::comments(
    "a<!-- <p>no --><!--[if mso]>no<![endif]-->b<![if !vml]>c<![endif]><!-->d<?xml no?>",
    "abcd"
)]
#[case::attributes(r#"<p title="a > b" data-x='<p>' / = x>uno</p>"#, "uno")]
#[case::capitals("<P STYLE='DISPLAY:NONE'>no</P><DIV>s&iacute;</DIV>", "sí")]
#[case::stray_ends("</div></p>uno</table><br></span>dos", "uno\ndos")]
#[case::cell_keeps_table("<div style='display:none'><table><tr><td></div>no</td></tr></table></div>sí", "sí")]
#[case::cut_short("uno<p>dos <a href=\"http", "uno\n\ndos")]
#[case::invisible("No&#8203; im&shy;prime&zwnj;", "No imprime")]
fn readable(#[case] html: &str, #[case] text: &str) {
    assert_eq!(html_to_text(html).as_deref(), Ok(text));
}

#[rstest]
#[case("")]
#[case("<html><head><title>Correo</title></head><body><img src='cid:1' alt='foto'></body></html>")]
#[case("<p>&nbsp;</p><div style='display:none'>x</div>")]
fn unreadable(#[case] html: &str) {
    assert_eq!(html_to_text(html), Err(Unreadable::NoText));
    assert_eq!(from_html(html), Default::default());
}
