//! A picture to draw on: white, with an embedded font, so that it is the same on every machine.

use std::sync::LazyLock;

use plotters::coord::Shift;
use plotters::prelude::{
    BitMapBackend, Color, DrawingArea, IntoDrawingArea, IntoFont, PathElement, RGBColor, Rectangle, Text,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, register_font};

use super::ReportError;

/// Dark enough to be told from [`LIGHT`] where colours are not printed.
pub const DARK: RGBColor = RGBColor(31, 58, 95);
pub const LIGHT: RGBColor = RGBColor(214, 224, 236);
pub const INK: RGBColor = RGBColor(28, 35, 43);
pub const GREY: RGBColor = RGBColor(74, 84, 98);
pub const RULE: RGBColor = RGBColor(217, 222, 229);
const WHITE: RGBColor = RGBColor(255, 255, 255);

/// The name under which the embedded font is known.
const FAMILY: &str = "radica";

/// DejaVu Sans, Latin letters only (fonts/LICENCE): plotters draws no letter without a font of its own.
static FONTS: LazyLock<bool> = LazyLock::new(|| {
    let fonts: [(FontStyle, &'static [u8]); 2] = [
        (FontStyle::Normal, include_bytes!("fonts/DejaVuSans.ttf")),
        (FontStyle::Bold, include_bytes!("fonts/DejaVuSans-Bold.ttf")),
    ];
    fonts.into_iter().all(|(style, bytes)| register_font(FAMILY, style, bytes).is_ok())
});

/// Where a text stands about its point.
#[derive(Clone, Copy)]
pub enum Stands {
    /// Begins at it.
    Right,
    /// Its middle is at it.
    Middle,
    /// Ends at it.
    Left,
}

/// The size and weight of letters, and their colour.
#[derive(Clone, Copy)]
pub struct Letters {
    pub size: i32,
    pub bold: bool,
    pub colour: RGBColor,
}

/// A picture that is being drawn. Places are in pixels from the upper left.
pub struct Canvas<'p> {
    area: DrawingArea<BitMapBackend<'p>, Shift>,
}

impl<'p> Canvas<'p> {
    fn on(pixels: &'p mut [u8], width: u32, height: u32) -> Result<Self, ReportError> {
        if !*FONTS {
            return Err(ReportError::new("charts", "the embedded font cannot be read"));
        }
        let area = BitMapBackend::with_buffer(pixels, (width, height)).into_drawing_area();
        area.fill(&WHITE).map_err(failed)?;
        Ok(Self { area })
    }

    /// A filled box, with a line around it in ink where it is light.
    pub fn bar(&self, from: (i32, i32), to: (i32, i32), colour: RGBColor) -> Result<(), ReportError> {
        self.area.draw(&Rectangle::new([from, to], colour.filled())).map_err(failed)?;
        if colour == LIGHT {
            self.area.draw(&Rectangle::new([from, to], DARK.stroke_width(2))).map_err(failed)?;
        }
        Ok(())
    }

    /// A straight line.
    pub fn line(&self, from: (i32, i32), to: (i32, i32), colour: RGBColor) -> Result<(), ReportError> {
        self.area.draw(&PathElement::new(vec![from, to], colour.stroke_width(2))).map_err(failed)
    }

    /// A text at the height of its middle.
    pub fn text(
        &self,
        text: &str,
        at: (i32, i32),
        stands: Stands,
        letters: Letters,
    ) -> Result<(), ReportError> {
        let anchor = match stands {
            Stands::Right => HPos::Left,
            Stands::Middle => HPos::Center,
            Stands::Left => HPos::Right,
        };
        let style = if letters.bold { FontStyle::Bold } else { FontStyle::Normal };
        let font = (FAMILY, letters.size, style).into_font();
        let style =
            plotters::style::TextStyle::from(font).color(&letters.colour).pos(Pos::new(anchor, VPos::Center));
        self.area.draw(&Text::new(text.to_owned(), at, style)).map_err(failed)
    }
}

/// Draws a picture; its bytes as PNG.
pub fn draw(
    width: u32,
    height: u32,
    paint: impl FnOnce(&Canvas<'_>) -> Result<(), ReportError>,
) -> Result<Vec<u8>, ReportError> {
    let size = usize::try_from(u64::from(width) * u64::from(height) * 3).unwrap_or_default();
    let mut pixels = vec![255_u8; size];
    {
        let canvas = Canvas::on(&mut pixels, width, height)?;
        paint(&canvas)?;
        canvas.area.present().map_err(failed)?;
    }
    let failed = |error: png::EncodingError| ReportError::new("charts", error);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

fn failed(error: impl std::fmt::Display) -> ReportError {
    ReportError::new("charts", error)
}
