//! The pictures of the manual: `letters` writes sample letters as pages, `shrink` makes a screenshot small.
//!
//! `docs/make-pictures` runs both, with a browser between them. The letters are worded by the program's own templates.

use std::collections::HashMap;
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::Path;

use data_encoding::BASE64;
use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Transformations};
use radica::desk::letter::Content;
use radica::letters::samples::{self, Sample};
use radica::letters::{DeskIdentity, Letters, content_id};

/// Rows of background that stay below the last one with anything on it.
const MARGIN: usize = 20;
/// How many colours a palette has.
const COLOURS: usize = 256;

/// The source by which a letter names a chart, and its bytes.
type Chart = (String, Vec<u8>);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["letters", folder, names @ ..] => letters(Path::new(folder), names),
        ["shrink", from, to] => shrink(Path::new(from), Path::new(to)),
        _ => Err("letters FOLDER [NAME...] | shrink FROM.png TO.png".into()),
    }
}

/// Writes these sample letters, or all, as `NAME.html`.
fn letters(folder: &Path, names: &[&str]) -> Result<(), Box<dyn Error>> {
    let letters = Letters::load(None, samples::desk().ok_or("the samples have no desk")?)?;
    let mut samples = samples::all();
    if let Some(unknown) = names.iter().find(|name| !samples.iter().any(|sample| sample.name == **name)) {
        return Err(format!("there is no sample {unknown}").into());
    }
    samples.retain(|sample| names.is_empty() || names.contains(&sample.name));
    fs::create_dir_all(folder)?;
    for mut sample in samples {
        let charts = draw(&mut sample, letters.desk())?;
        let mut html = letters.word(&sample.envelope, &sample.content)?.html;
        for (source, bytes) in charts {
            html = html.replace(&source, &format!("data:image/png;base64,{}", BASE64.encode(&bytes)));
        }
        fs::write(folder.join(format!("{}.html", sample.name)), html)?;
    }
    Ok(())
}

/// Draws a report's charts from its figures; the sources by which the letter names them, and their bytes.
fn draw(sample: &mut Sample, desk: &DeskIdentity) -> Result<Vec<Chart>, Box<dyn Error>> {
    let Content::MonthlyReport(report) = &mut sample.content else { return Ok(Vec::new()) };
    let Some(made) = &mut report.made else { return Ok(Vec::new()) };
    let drawn = radica::report::make(made.statistics.clone(), &[])?;
    **made = drawn.report;
    let bytes: HashMap<&str, &Vec<u8>> =
        drawn.files.iter().map(|(file, bytes)| (file.sha256.as_str(), bytes)).collect();
    let charts = made.charts.iter().filter_map(|chart| {
        let bytes = bytes.get(chart.file.sha256.as_str())?;
        Some((format!("cid:{}", content_id(chart, desk)), (*bytes).clone()))
    });
    Ok(charts.collect())
}

/// Cuts the empty end of a screenshot off, and writes it with a palette of the colours that are most used.
fn shrink(from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    let mut decoder = Decoder::new(BufReader::new(File::open(from)?));
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder.read_info()?;
    let mut bytes = vec![0; reader.output_buffer_size().ok_or("the picture is too large")?];
    let info = reader.next_frame(&mut bytes)?;
    let samples = info.color_type.samples();
    let width = usize::try_from(info.width)?;
    let pixels: Vec<[u8; 3]> = bytes
        .chunks_exact(samples)
        .map(|pixel| match *pixel {
            [red, green, blue, ..] => [red, green, blue],
            [grey, ..] => [grey; 3],
            [] => [0; 3],
        })
        .collect();
    let background = pixels.last().copied().ok_or("the picture is empty")?;
    let last = pixels.iter().rposition(|pixel| *pixel != background).unwrap_or(0) / width;
    let height = (last + 1 + MARGIN).min(pixels.len() / width);
    let pixels = pixels.get(..width * height).ok_or("the picture is cut short")?;

    let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
    for pixel in pixels {
        *counts.entry(*pixel).or_default() += 1;
    }
    let mut colours: Vec<([u8; 3], usize)> = counts.into_iter().collect();
    colours.sort_by_key(|(colour, count)| (std::cmp::Reverse(*count), *colour));
    let palette: Vec<[u8; 3]> = colours.iter().take(COLOURS).map(|(colour, _)| *colour).collect();
    let nearest =
        |colour: &[u8; 3]| palette.iter().enumerate().min_by_key(|(_, other)| distance(colour, other));
    let index: HashMap<[u8; 3], u8> = colours
        .iter()
        .filter_map(|(colour, _)| Some((*colour, u8::try_from(nearest(colour)?.0).ok()?)))
        .collect();

    let mut encoder = Encoder::new(BufWriter::new(File::create(to)?), info.width, u32::try_from(height)?);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(Compression::High);
    let mut writer = encoder.write_header()?;
    let data: Vec<u8> = pixels.iter().filter_map(|pixel| index.get(pixel).copied()).collect();
    writer.write_image_data(&data)?;
    writer.finish()?;
    Ok(())
}

/// How far two colours are apart.
fn distance(one: &[u8; 3], other: &[u8; 3]) -> i32 {
    one.iter().zip(other).map(|(a, b)| (i32::from(*a) - i32::from(*b)).pow(2)).sum()
}
