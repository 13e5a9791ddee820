//! An HTML body as the lines that a reader sees, each with what its mail client says of it.

mod element;
mod page;
mod token;

use super::line::{Line, Origin};
use element::{Element, Shape};
use page::Page;
use token::{Token, Tokens};

/// How many open elements an end tag may look back over: what makes the walk linear.
const LOOK_BACK: usize = 100;

/// An element that is open.
struct Open<'a> {
    name: &'a str,
    shape: Shape,
    hidden: bool,
    tiny: bool,
    preformatted: bool,
    origin: Origin,
    /// For a numbered list, the number of its last item.
    number: Option<u32>,
}

/// The lines of an HTML body. Linear in its length.
pub(super) fn lines(html: &str) -> Vec<Line> {
    let mut walk = Walk { open: Vec::new(), page: Page::default() };
    for token in Tokens::new(html) {
        match token {
            Token::Text(text) => walk.text(text),
            Token::Open { name, attributes } => walk.open(name, attributes),
            Token::Close(name) => walk.close(name),
        }
    }
    while let Some(element) = walk.open.pop() {
        walk.leave(&element);
    }
    walk.page.into_lines()
}

struct Walk<'a> {
    open: Vec<Open<'a>>,
    page: Page,
}

impl<'a> Walk<'a> {
    fn origin(&self) -> Origin {
        self.open.last().map_or(Origin::Body, |top| top.origin)
    }

    fn text(&mut self, text: &str) {
        let (unseen, preformatted) =
            self.open.last().map_or((false, false), |top| (top.hidden || top.tiny, top.preformatted));
        if unseen {
            return;
        }
        let mut decoded = String::with_capacity(text.len());
        token::push_decoded(&mut decoded, text);
        let origin = self.origin();
        if preformatted {
            self.page.preformatted(&decoded, origin);
        } else {
            self.page.flowing(&decoded, origin);
        }
    }

    fn open(&mut self, name: &'a str, attributes: &str) {
        let lower = name.to_ascii_lowercase();
        let element = Element::read(&lower, attributes);
        self.close_implied(element.shape);
        let (hidden, tiny, preformatted, origin) =
            self.open.last().map_or((false, false, false, Origin::Body), |top| {
                (top.hidden, top.tiny, top.preformatted, top.origin)
            });
        let hidden = hidden || element.hidden;
        let origin = within(origin, element.origin);
        if !hidden {
            self.enter(element.shape);
            if origin != self.origin() {
                self.page.end_line();
            }
        }
        if element.void {
            return;
        }
        self.open.push(Open {
            name,
            shape: element.shape,
            hidden,
            tiny: element.tiny.unwrap_or(tiny),
            preformatted: preformatted || element.shape == Shape::Preformatted,
            origin,
            number: matches!(element.shape, Shape::List { numbered: true }).then_some(0),
        });
    }

    /// What an element's beginning does to the page.
    fn enter(&mut self, shape: Shape) {
        match shape {
            Shape::Inline | Shape::Unseen => {}
            Shape::Break => {
                let origin = self.origin();
                self.page.line_break(origin);
            }
            Shape::Paragraph => self.page.end_paragraph(),
            Shape::Block | Shape::List { .. } | Shape::Table | Shape::Preformatted => self.page.end_line(),
            Shape::Row => self.page.start_row(),
            Shape::Cell => self.page.start_cell(),
            Shape::Item => {
                self.page.end_line();
                let list = self
                    .open
                    .iter_mut()
                    .rev()
                    .take(LOOK_BACK)
                    .find(|e| matches!(e.shape, Shape::List { .. }));
                let mark = match list.and_then(|list| list.number.as_mut()) {
                    Some(number) => {
                        *number = number.saturating_add(1);
                        format!("{number}. ")
                    }
                    None => "- ".to_owned(),
                };
                self.page.mark_item(mark);
            }
        }
    }

    /// What an element's end does to the page.
    fn leave(&mut self, element: &Open<'_>) {
        if element.hidden {
            return;
        }
        match element.shape {
            Shape::Inline | Shape::Break | Shape::Unseen => {}
            Shape::Paragraph => self.page.end_paragraph(),
            Shape::Block | Shape::List { .. } | Shape::Item | Shape::Table | Shape::Preformatted => {
                self.page.end_line()
            }
            Shape::Row => self.page.start_row(),
            Shape::Cell => self.page.end_cell(),
        }
        if element.origin != self.origin() {
            self.page.end_line();
        }
    }

    fn close(&mut self, name: &str) {
        let shape = element::shape(&name.to_ascii_lowercase());
        let of_table = matches!(shape, Shape::Table | Shape::Row | Shape::Cell);
        let mut found = None;
        for (depth, open) in self.open.iter().rev().take(LOOK_BACK).enumerate() {
            if open.name.eq_ignore_ascii_case(name) {
                found = Some(depth);
                break;
            }
            // What stands in a cell does not close what is around its table.
            if open.shape == Shape::Table || (open.shape == Shape::Cell && !of_table) {
                break;
            }
        }
        match found {
            Some(depth) => self.pop(depth + 1),
            // Browsers read a stray `</p>` as an empty paragraph, and `</br>` as a line break.
            None if name.eq_ignore_ascii_case("br") && self.open.last().is_none_or(|top| !top.hidden) => {
                let origin = self.origin();
                self.page.line_break(origin);
            }
            None => {}
        }
    }

    /// Closes what the beginning of such an element closes: a cell the cell before it, an item the item before it, and
    /// anything that breaks lines an open `p`.
    fn close_implied(&mut self, shape: Shape) {
        if matches!(shape, Shape::Inline | Shape::Break | Shape::Unseen) {
            return;
        }
        let closes = |open: &Open<'_>| match shape {
            Shape::Cell => open.shape == Shape::Cell,
            Shape::Row => {
                matches!(open.shape, Shape::Cell | Shape::Row) && !open.name.eq_ignore_ascii_case("tbody")
            }
            Shape::Item => open.shape == Shape::Item,
            _ => open.name.eq_ignore_ascii_case("p"),
        };
        let ends = |open: &Open<'_>| match shape {
            Shape::Cell | Shape::Row => open.shape == Shape::Table,
            Shape::Item => matches!(open.shape, Shape::List { .. } | Shape::Table | Shape::Cell),
            _ => open.shape != Shape::Inline && !open.name.eq_ignore_ascii_case("p"),
        };
        let mut depth = None;
        for (at, open) in self.open.iter().rev().take(LOOK_BACK).enumerate() {
            if ends(open) {
                break;
            }
            if closes(open) {
                depth = Some(at);
                if shape != Shape::Row {
                    break;
                }
            }
        }
        if let Some(depth) = depth {
            self.pop(depth + 1);
        }
    }

    fn pop(&mut self, count: usize) {
        for _ in 0..count {
            if let Some(element) = self.open.pop() {
                self.leave(&element);
            }
        }
    }
}

/// What is said of an element in another: a quote is one with all that is in it, and so is a signature.
fn within(outer: Origin, inner: Origin) -> Origin {
    match (outer, inner) {
        (Origin::Quoted, _) | (_, Origin::Quoted) => Origin::Quoted,
        (outer, Origin::Body) => outer,
        (Origin::Signature, _) => Origin::Signature,
        (_, inner) => inner,
    }
}
