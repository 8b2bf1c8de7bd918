//! Plots of the sweeps: latency and bytes, against connections and against items.

use std::path::Path;

use anyhow::Result;
use plotters::prelude::*;

use super::Measured;
use crate::measure::sweep::{Point, Sweep};

/// What is drawn of a point.
type Figure = fn(&Point) -> f64;

const SIZE: (u32, u32) = (960, 420);
const COLOURS: [RGBColor; 3] = [
    RGBColor(200, 80, 60),
    RGBColor(30, 110, 180),
    RGBColor(120, 120, 120),
];

/// Draws one file: on the left latency, on the right bytes.
///
/// # Errors
/// The file cannot be written.
pub fn draw(
    file: &Path,
    against: &str,
    subjects: &[&Measured],
    points: fn(&Sweep) -> &Vec<Point>,
) -> Result<()> {
    let area = SVGBackend::new(file, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let halves = area.split_evenly((1, 2));
    let figures: [(&str, Figure); 2] = [
        ("one change, milliseconds", |point| point.milliseconds),
        ("bodies posted for it, KB", |point| point.kilobytes),
    ];
    for (half, (title, figure)) in halves.iter().zip(figures) {
        let drawn: Vec<_> = subjects
            .iter()
            .filter_map(|subject| Some((subject.name, points(subject.sweep.as_ref()?))))
            .collect();
        let all = || drawn.iter().flat_map(|(_, points)| points.iter());
        let sizes = all().map(|point| point.size as f64);
        let values = all().map(figure);
        let width = sizes.clone().fold(f64::MAX, f64::min)..sizes.fold(1.0, f64::max);
        let height =
            values.clone().fold(f64::MAX, f64::min) / 1.5..values.fold(0.0, f64::max) * 1.5;
        let mut chart = ChartBuilder::on(half)
            .caption(title, ("sans-serif", 18))
            .margin(12)
            .x_label_area_size(40)
            .y_label_area_size(60)
            .build_cartesian_2d(width.log_scale(), height.log_scale())?;
        chart
            .configure_mesh()
            .x_desc(against)
            .light_line_style(WHITE)
            .draw()?;
        for ((name, points), colour) in drawn.iter().zip(COLOURS) {
            let line = points
                .iter()
                .map(|point| (point.size as f64, figure(point)));
            chart
                .draw_series(LineSeries::new(line.clone(), colour.stroke_width(2)).point_size(3))?
                .label(*name)
                .legend(move |(x, y)| {
                    PathElement::new([(x, y), (x + 16, y)], colour.stroke_width(2))
                });
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperLeft)
            .border_style(BLACK.mix(0.2))
            .background_style(WHITE)
            .draw()?;
    }
    area.present()?;
    Ok(())
}
