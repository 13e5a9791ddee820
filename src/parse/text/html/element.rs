//! What an element means for the text: is it shown, does it break lines, and what does a mail client say by it.

use super::super::line::Origin;
use super::token::attributes;

/// How an element lies in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Within a line.
    Inline,
    /// On lines of its own.
    Block,
    /// On lines of its own, a blank line around it.
    Paragraph,
    /// `br`.
    Break,
    /// A list, numbered or not.
    List { numbered: bool },
    /// An item of a list.
    Item,
    /// `table`.
    Table,
    /// `tr`, and the groups of rows.
    Row,
    /// `td`, `th`.
    Cell,
    /// `pre`: its blanks and line ends count.
    Preformatted,
    /// Shown as something other than text, or not at all.
    Unseen,
}

/// An element's start tag, understood.
#[derive(Debug)]
pub(super) struct Element {
    /// How it lies in the text.
    pub shape: Shape,
    /// Has no end tag.
    pub void: bool,
    /// Not shown, whatever is in it.
    pub hidden: bool,
    /// Its letters are too small to be seen (`true`) or are not (`false`); `None` where it says nothing of them.
    pub tiny: Option<bool>,
    /// What a mail client says by it.
    pub origin: Origin,
}

impl Element {
    /// Reads a start tag, `name` in lower case.
    pub fn read(name: &str, tag: &str) -> Self {
        let mut element = Self {
            shape: shape(name),
            void: is_void(name),
            hidden: false,
            tiny: None,
            origin: if name == "blockquote" { Origin::Indented } else { Origin::Body },
        };
        for (attribute, value) in attributes(tag) {
            match attribute.to_ascii_lowercase().as_str() {
                "hidden" => element.hidden = true,
                "style" => element.style(name, value),
                "class" => element.class(name, value),
                "id" => element.id(value),
                "data-smartmail" if value == "gmail_signature" => element.says(Origin::Signature),
                // Spark.
                "name" if value == "messageSignatureSection" => element.says(Origin::Signature),
                "type" if name == "blockquote" && value.eq_ignore_ascii_case("cite") => {
                    element.says(Origin::Quoted)
                }
                _ => {}
            }
        }
        element.hidden |= element.shape == Shape::Unseen;
        element
    }

    /// What says most wins: a quote, whatever else it is.
    fn says(&mut self, origin: Origin) {
        if self.origin != Origin::Quoted {
            self.origin = origin;
        }
    }

    fn id(&mut self, id: &str) {
        match id {
            "Signature" | "AppleMailSignature" | "ms-outlook-mobile-signature" | "composer_signature" => {
                self.says(Origin::Signature);
            }
            "divRplyFwdMsg" => self.says(Origin::Header),
            "reply-intro" => self.says(Origin::Attribution),
            // New Outlook for telephones; Outlook 2011 for Mac.
            "mail-editor-reference-message-container" | "OLK_SRC_BODY_SECTION" => self.says(Origin::Quoted),
            _ => self.hidden |= id.eq_ignore_ascii_case("preheader"),
        }
    }

    fn class(&mut self, name: &str, classes: &str) {
        for class in classes.split_ascii_whitespace() {
            match class {
                "gmail_quote" | "protonmail_quote" if name == "blockquote" => self.says(Origin::Quoted),
                "yahoo_quoted" => self.says(Origin::Quoted),
                "gmail_attr" | "moz-cite-prefix" => self.says(Origin::Attribution),
                "gmail_signature"
                | "gmail_signature_prefix"
                | "moz-signature"
                | "protonmail_signature_block" => self.says(Origin::Signature),
                _ => {
                    // Outlook puts each line in a paragraph of its own and blank ones between.
                    if self.shape == Shape::Paragraph && class.starts_with("Mso") {
                        self.shape = Shape::Block;
                    }
                    self.hidden |= class.to_ascii_lowercase().contains("preheader");
                }
            }
        }
    }

    fn style(&mut self, name: &str, style: &str) {
        let style: String =
            style.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
        // Outlook on the desktop. A person may draw such a line too: the lines in it must look like a header.
        if name == "div" && style.starts_with("border:none;border-top:solid") {
            self.says(Origin::Bordered);
        }
        for declaration in style.split(';') {
            let Some((property, value)) = declaration.split_once(':') else { continue };
            let value = value.trim_end_matches("!important");
            match property {
                "display" => self.hidden |= value == "none",
                "visibility" => self.hidden |= value == "hidden",
                "mso-hide" => self.hidden |= value == "all",
                "opacity" | "max-height" | "max-width" => {
                    self.hidden |= size(value).is_some_and(|size| size <= 0.0)
                }
                "color" => self.hidden |= value == "transparent",
                "font-size" => {
                    self.tiny = size(value).map(|size| size <= if value.ends_with("px") { 1.0 } else { 0.0 })
                }
                "border-left"
                    if name == "blockquote" && !value.starts_with("none") && !value.starts_with('0') =>
                {
                    self.says(Origin::Quoted);
                }
                "margin" | "margin-top" if self.shape == Shape::Paragraph && value.starts_with('0') => {
                    self.shape = Shape::Block;
                }
                _ => {}
            }
        }
    }
}

/// The number a length starts with.
fn size(value: &str) -> Option<f32> {
    value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%').parse().ok()
}

/// How an element lies in the text, by its name in lower case.
pub(super) fn shape(name: &str) -> Shape {
    match name {
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dl" => Shape::Paragraph,
        "br" => Shape::Break,
        "ol" => Shape::List { numbered: true },
        "ul" | "menu" | "dir" => Shape::List { numbered: false },
        "li" => Shape::Item,
        "table" => Shape::Table,
        "tr" | "tbody" | "thead" | "tfoot" | "caption" => Shape::Row,
        "td" | "th" => Shape::Cell,
        "pre" => Shape::Preformatted,
        "div" | "blockquote" | "body" | "html" | "center" | "address" | "section" | "article" | "header"
        | "footer" | "main" | "nav" | "aside" | "form" | "fieldset" | "figure" | "figcaption" | "dt"
        | "dd" | "hr" | "head" | "details" | "summary" => Shape::Block,
        "script" | "style" | "title" | "iframe" | "noembed" | "template" | "svg" | "math" | "object"
        | "audio" | "video" | "canvas" | "select" | "textarea" | "map" => Shape::Unseen,
        _ => Shape::Inline,
    }
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "br" | "hr"
            | "img"
            | "input"
            | "meta"
            | "link"
            | "area"
            | "base"
            | "col"
            | "embed"
            | "source"
            | "track"
            | "wbr"
    )
}
