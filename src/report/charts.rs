//! The pictures of the report: legible in black and white (dark bars, and light ones with an outline), each number
//! written beside its bar, and all of them told in words too.

use super::ReportError;
use super::canvas::{Canvas, DARK, GREY, INK, LIGHT, Letters, RULE, Stands, draw};
use crate::desk::statistics::{Age, Day, Row, Statistics};
use crate::desk::wording;

/// Drawn twice as fine as it is shown, for the screens of today.
pub const PIXELS_PER_CSS: u32 = 2;
/// How wide they are shown: the letter's column without its margins.
const WIDTH: u32 = 536;
/// The most categories that are drawn.
const MOST_ROWS: usize = 8;

/// In pixels.
const MARGIN: i32 = 16;
const TITLE: Letters = Letters { size: 30, bold: true, colour: INK };
const LABEL: Letters = Letters { size: 24, bold: false, colour: GREY };
const VALUE: Letters = Letters { size: 24, bold: true, colour: INK };
const SMALL: Letters = Letters { size: 20, bold: false, colour: GREY };

/// A chart.
pub(super) struct Drawn {
    pub name: &'static str,
    pub title: String,
    pub alt: String,
    pub width: u32,
    pub height: u32,
    pub png: Vec<u8>,
}

/// The charts of a month, those that have something to show.
pub(super) fn all(statistics: &Statistics) -> Result<Vec<Drawn>, ReportError> {
    let mut charts = Vec::new();
    let figures = &statistics.figures;
    if figures.created + figures.completed > 0 {
        charts.push(by_day(statistics)?);
    }
    if statistics.categories.iter().any(|row| row.created + row.completed > 0) {
        charts.push(by_category(statistics)?);
    }
    if figures.open > 0 {
        charts.push(by_age(statistics)?);
    }
    Ok(charts)
}

fn drawn(
    name: &'static str,
    title: &str,
    alt: String,
    height: u32,
    paint: impl FnOnce(&Canvas<'_>) -> Result<(), ReportError>,
) -> Result<Drawn, ReportError> {
    let png = draw(WIDTH * PIXELS_PER_CSS, height * PIXELS_PER_CSS, |canvas| {
        canvas.text(title, (MARGIN, 28), Stands::Right, TITLE)?;
        paint(canvas)
    })?;
    Ok(Drawn { name, title: title.to_owned(), alt, width: WIDTH, height, png })
}

/// What dark and light mean, at the upper right.
fn legend(canvas: &Canvas<'_>, y: i32) -> Result<(), ReportError> {
    let mut x = right() - 330;
    for (colour, name, step) in [(DARK, "recibidos", 170), (LIGHT, "solucionados", 0)] {
        canvas.bar((x, y - 10), (x + 20, y + 10), colour)?;
        canvas.text(name, (x + 30, y), Stands::Right, LABEL)?;
        x += step;
    }
    Ok(())
}

fn right() -> i32 {
    pixels(u64::from(WIDTH * PIXELS_PER_CSS)) - MARGIN
}

fn pixels(count: u64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// How long a bar is, of `length` pixels at most; what is not nothing is seen.
fn share(part: u64, of: u64, length: i32) -> i32 {
    let long = u64::try_from(length).unwrap_or_default().saturating_mul(part) / of.max(1);
    pixels(long).max(i32::from(part > 0) * 2)
}

fn by_day(statistics: &Statistics) -> Result<Drawn, ReportError> {
    const HEIGHT: u32 = 250;
    let days = &statistics.days;
    let most = days.iter().map(|day| day.created.max(day.completed)).max().unwrap_or_default();
    let title = format!("Casos por día en {}", statistics.month.name());
    drawn("casos-por-dia.png", &title, day_words(statistics), HEIGHT, |canvas| {
        legend(canvas, 28)?;
        let (top, bottom) = (90, pixels(u64::from(HEIGHT * PIXELS_PER_CSS)) - 48);
        let left = MARGIN + 60;
        let top_mark = marks(most);
        for (mark, y) in
            [top_mark, top_mark / 2, 0].map(|mark| (mark, bottom - share(mark, top_mark, bottom - top)))
        {
            canvas.line((left, y), (right(), y), RULE)?;
            canvas.text(&mark.to_string(), (left - 12, y), Stands::Left, LABEL)?;
        }
        let step = (right() - left) / pixels(u64::try_from(days.len()).unwrap_or(31)).max(28);
        let wide = (step - 6) / 2;
        for (nth, day) in days.iter().enumerate() {
            let x = left + 4 + step * i32::try_from(nth).unwrap_or_default();
            for (count, x, colour) in [(day.created, x, DARK), (day.completed, x + wide, LIGHT)] {
                if count > 0 {
                    let high = share(count, top_mark, bottom - top);
                    canvas.bar((x, bottom - high), (x + wide, bottom), colour)?;
                }
            }
            canvas.text(&day.date.day().to_string(), (x + wide, bottom + 22), Stands::Middle, SMALL)?;
        }
        canvas.line((left, bottom), (right(), bottom), GREY)
    })
}

/// The upper mark of a scale: even, so that its half is whole.
fn marks(most: u64) -> u64 {
    let step = match most {
        0..=20 => 2,
        21..=100 => 10,
        101..=1_000 => 100,
        _ => 1_000,
    };
    most.max(1).div_ceil(step).saturating_mul(step)
}

fn day_words(statistics: &Statistics) -> String {
    let figures = &statistics.figures;
    let fullest = |of: fn(&Day) -> u64| {
        statistics.days.iter().rev().max_by_key(|day| of(day)).filter(|day| of(day) > 0)
    };
    let mut words = format!(
        "Barras por día de {}: {} y {}.",
        statistics.month.words(),
        count(figures.created, "caso recibido", "casos recibidos"),
        count(figures.completed, "solucionado", "solucionados"),
    );
    if let Some(day) = fullest(|day| day.created) {
        words.push_str(&format!(
            " El día con más casos recibidos fue el {} ({}).",
            day.date.day(),
            day.created
        ));
    }
    if let Some(day) = fullest(|day| day.completed) {
        words.push_str(&format!(
            " El día con más solucionados fue el {} ({}).",
            day.date.day(),
            day.completed
        ));
    }
    words
}

fn by_category(statistics: &Statistics) -> Result<Drawn, ReportError> {
    let rows: Vec<&Row> =
        statistics.categories.iter().filter(|row| row.created + row.completed > 0).take(MOST_ROWS).collect();
    let most = rows.iter().map(|row| row.created.max(row.completed)).max().unwrap_or_default();
    let height = 42 + 36 * u32::try_from(rows.len()).unwrap_or_default();
    let alt = format!(
        "Barras por categoría, recibidos y solucionados: {}.",
        wording::list(
            &rows
                .iter()
                .map(|row| format!("{} {} y {}", row.name, row.created, row.completed))
                .collect::<Vec<_>>()
        )
    );
    let title =
        if rows.len() == MOST_ROWS { "Las categorías con más casos" } else { "Casos por categoría" };
    drawn("casos-por-categoria.png", title, alt, height, |canvas| {
        legend(canvas, 28)?;
        let left = 390;
        for (nth, row) in rows.iter().enumerate() {
            let y = 84 + 72 * i32::try_from(nth).unwrap_or_default();
            canvas.text(&short(&row.name, 27), (left - 16, y + 28), Stands::Left, LABEL)?;
            for (count, y, colour) in [(row.created, y, DARK), (row.completed, y + 29, LIGHT)] {
                let long = share(count, most, right() - left - 90);
                if count > 0 {
                    canvas.bar((left, y), (left + long, y + 26), colour)?;
                }
                canvas.text(&count.to_string(), (left + long + 12, y + 13), Stands::Right, SMALL_VALUE)?;
            }
        }
        let bottom = 84 + 72 * i32::try_from(rows.len()).unwrap_or_default();
        canvas.line((left, 76), (left, bottom - 8), GREY)
    })
}

const SMALL_VALUE: Letters = Letters { size: 21, bold: true, colour: INK };

fn by_age(statistics: &Statistics) -> Result<Drawn, ReportError> {
    const HEIGHT: u32 = 200;
    let ages = &statistics.ages;
    let most = ages.iter().map(|age| age.open).max().unwrap_or_default();
    let words = age_words(ages);
    let alt = format!(
        "Barras de los casos abiertos según los días que llevan: {}.",
        wording::list(&words.iter().map(|(name, open)| format!("{name}, {open}")).collect::<Vec<_>>())
    );
    drawn("abiertos-por-edad.png", "Casos abiertos según los días que llevan", alt, HEIGHT, |canvas| {
        let (top, bottom) = (100, pixels(u64::from(HEIGHT * PIXELS_PER_CSS)) - 52);
        let step = (right() - MARGIN) / pixels(u64::try_from(words.len()).unwrap_or(6)).max(1);
        for (nth, (name, open)) in words.iter().enumerate() {
            let middle = MARGIN + step / 2 + step * i32::try_from(nth).unwrap_or_default();
            let high = share(*open, most, bottom - top);
            if *open > 0 {
                canvas.bar((middle - 46, bottom - high), (middle + 46, bottom), DARK)?;
            }
            canvas.text(&open.to_string(), (middle, bottom - high - 20), Stands::Middle, VALUE)?;
            canvas.text(name, (middle, bottom + 26), Stands::Middle, LABEL)?;
        }
        canvas.line((MARGIN, bottom), (right(), bottom), GREY)
    })
}

/// "hasta 1 día", "2 a 3 días", "más de 30".
pub(super) fn age_words(ages: &[Age]) -> Vec<(String, u64)> {
    let mut from = 0;
    ages.iter()
        .map(|age| {
            let name = match age.most_days {
                Some(1) => "hasta 1 día".to_owned(),
                Some(most) => format!("{from} a {most} días"),
                None => format!("{from} días o más"),
            };
            from = age.most_days.map_or(from, |most| most + 1);
            (name, age.open)
        })
        .collect()
}

fn count(number: u64, one: &str, many: &str) -> String {
    wording::count(usize::try_from(number).unwrap_or(usize::MAX), one, many)
}

/// A name that fits beside its bar.
fn short(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let cut: String = name.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}
