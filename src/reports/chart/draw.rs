//! The layouts of the four kinds.

use super::canvas::{Anchor, Canvas, Look};
use super::{Chart, Kind, Unit};

const LOOKS: [Look; 5] = [
    Look { fill: "#17456e", stroke: "#17456e", dash: "" },
    Look { fill: "#7fa8cc", stroke: "#17456e", dash: "7 3" },
    Look { fill: "#e3c27a", stroke: "#8a5a00", dash: "2 3" },
    Look { fill: "#b3452c", stroke: "#7a2413", dash: "9 3 2 3" },
    Look { fill: "#ffffff", stroke: "#44474d", dash: "4 2" },
];

/// The classes that the site's style knows.
const CLASSES: [&str; 5] = ["s0", "s1", "s2", "s3", "s4"];

const WIDTH: f64 = 720.0;
const SMALL: f64 = 10.0;
const TEXT: f64 = 11.0;
/// How wide a letter is on average, of its size.
const LETTER: f64 = 0.56;

pub(super) fn svg(chart: &Chart) -> String {
    let mut canvas = Canvas::new();
    let top = legend(&mut canvas, chart);
    let height = match chart.kind {
        Kind::Bars => bars(&mut canvas, chart, top),
        Kind::Parts => parts(&mut canvas, chart, top),
        Kind::Columns => columns(&mut canvas, chart, top),
        Kind::Lines => lines(&mut canvas, chart, top),
    };
    canvas.finish(WIDTH, height, &chart.title)
}

fn width_of(text: &str, size: f64) -> f64 {
    text.chars().count() as f64 * size * LETTER
}

/// As much of a text as fits; the whole one stands in the table.
fn fitting(text: &str, size: f64, width: f64) -> String {
    let letters = (width / (size * LETTER)) as usize;
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    let kept: String = text.chars().take(letters.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// What the colours mean; returns where the picture begins.
fn legend(canvas: &mut Canvas, chart: &Chart) -> f64 {
    if chart.series.len() < 2 {
        return 6.0;
    }
    let mut x = 0.0;
    for (n, series) in chart.series.iter().enumerate() {
        let look = &LOOKS[n % LOOKS.len()];
        if chart.kind == Kind::Lines {
            canvas.path(&[(x, 8.0), (x + 22.0, 8.0)], CLASSES[n % CLASSES.len()], look);
        } else {
            canvas.bar([x, 3.0, 14.0, 10.0], CLASSES[n % CLASSES.len()], look);
        }
        let from = x + if chart.kind == Kind::Lines { 27.0 } else { 19.0 };
        canvas.text((from, 12.0), Anchor::Start, TEXT, &series.name);
        x = from + width_of(&series.name, TEXT) + 18.0;
    }
    24.0
}

/// The largest value that the axis shows, a round one, and its steps.
fn scale(chart: &Chart) -> (f64, usize) {
    if chart.unit == Unit::Share {
        return (1.0, 4);
    }
    let largest =
        chart.series.iter().flat_map(|series| &series.values).flatten().copied().fold(1.0, f64::max);
    let magnitude = 10_f64.powf(largest.log10().floor());
    let round = [1.0, 2.0, 4.0, 5.0, 10.0].into_iter().map(|step| step * magnitude);
    let top = round.into_iter().find(|top| *top >= largest).unwrap_or(largest);
    (
        top,
        if top < 2.0 {
            1
        } else if top % 4.0 == 0.0 {
            4
        } else {
            2
        },
    )
}

/// How wide the names of the categories are, at the left.
fn names(chart: &Chart) -> f64 {
    let widest = chart.categories.iter().map(|name| width_of(name, TEXT)).fold(0.0, f64::max);
    widest.clamp(40.0, 220.0) + 8.0
}

fn bars(canvas: &mut Canvas, chart: &Chart, top: f64) -> f64 {
    const BAR: f64 = 11.0;
    let left = names(chart);
    let (largest, _) = scale(chart);
    let room = WIDTH - left - 44.0;
    let mut y = top;
    for (n, name) in chart.categories.iter().enumerate() {
        let height = BAR * chart.series.len() as f64;
        let fitted = fitting(name, TEXT, left - 8.0);
        canvas.text((left - 6.0, y + height / 2.0 + 4.0), Anchor::End, TEXT, &fitted);
        for (series, of) in chart.series.iter().enumerate() {
            let at = y + series as f64 * BAR;
            match of.values[n] {
                Some(value) => {
                    let width = (room * value / largest).max(0.0);
                    canvas.bar([left, at, width, BAR - 1.5], CLASSES[series], &LOOKS[series]);
                    let shown = chart.unit.write(value);
                    canvas.text((left + width + 4.0, at + BAR - 2.5), Anchor::Start, SMALL, &shown);
                }
                None => canvas.text((left + 4.0, at + BAR - 2.5), Anchor::Start, SMALL, "—"),
            }
        }
        y += height + 5.0;
    }
    canvas.rule((left, top - 2.0), (left, y - 3.0));
    y
}

fn parts(canvas: &mut Canvas, chart: &Chart, top: f64) -> f64 {
    const BAR: f64 = 15.0;
    let left = names(chart);
    let room = WIDTH - left - 2.0;
    let mut y = top;
    for (n, name) in chart.categories.iter().enumerate() {
        let fitted = fitting(name, TEXT, left - 8.0);
        canvas.text((left - 6.0, y + BAR - 4.0), Anchor::End, TEXT, &fitted);
        let whole: f64 = chart.series.iter().filter_map(|series| series.values[n]).sum();
        let mut x = left;
        for (series, of) in chart.series.iter().enumerate() {
            let value = of.values[n].unwrap_or(0.0);
            let width = if whole > 0.0 { room * value / whole } else { 0.0 };
            if width <= 0.0 {
                continue;
            }
            canvas.bar([x, y, width, BAR], CLASSES[series], &LOOKS[series]);
            let shown = chart.unit.write(value);
            let label = width_of(&shown, SMALL) + 6.0;
            if width > label {
                // On a light ground: every colour is legible behind it, dark or light, on paper too.
                let place = [x + width / 2.0 - label / 2.0, y + 2.0, label, BAR - 4.0];
                canvas.bar(place, "label", &Look { fill: "#ffffff", stroke: "none", dash: "" });
                canvas.text((x + width / 2.0, y + BAR - 4.0), Anchor::Middle, SMALL, &shown);
            }
            x += width;
        }
        y += BAR + 5.0;
    }
    y
}

/// The frame of what rises from below: the height of its floor, and of a value.
fn frame(canvas: &mut Canvas, chart: &Chart, top: f64, left: f64) -> (f64, impl Fn(f64) -> f64 + use<>) {
    const HEIGHT: f64 = 150.0;
    let (largest, steps) = scale(chart);
    let floor = top + HEIGHT;
    let height_of = move |value: f64| floor - HEIGHT * value / largest;
    for step in 0..=steps {
        let value = largest * step as f64 / steps as f64;
        let y = height_of(value);
        canvas.rule((left, y), (WIDTH, y));
        canvas.text((left - 5.0, y + 3.5), Anchor::End, SMALL, &chart.unit.write(value));
    }
    (floor, height_of)
}

/// The names below the floor: as many as there is room for.
fn below(canvas: &mut Canvas, chart: &Chart, floor: f64, left: f64, wide: f64) {
    let widest = chart.categories.iter().map(|name| width_of(name, SMALL)).fold(0.0, f64::max) + 8.0;
    let every = (widest / wide).ceil().max(1.0) as usize;
    for (n, name) in chart.categories.iter().enumerate().step_by(every) {
        let x = left + wide * (n as f64 + 0.5);
        canvas.text((x, floor + 13.0), Anchor::Middle, SMALL, name);
    }
}

fn columns(canvas: &mut Canvas, chart: &Chart, top: f64) -> f64 {
    let (top, left) = (top + 12.0, 44.0);
    let (floor, height_of) = frame(canvas, chart, top, left);
    let wide = (WIDTH - left) / chart.categories.len().max(1) as f64;
    let bar = (wide * 0.7 / chart.series.len().max(1) as f64).min(34.0);
    for n in 0..chart.categories.len() {
        let from = left + wide * (n as f64 + 0.5) - bar * chart.series.len() as f64 / 2.0;
        for (series, of) in chart.series.iter().enumerate() {
            let Some(value) = of.values[n] else { continue };
            let (x, y) = (from + bar * series as f64, height_of(value));
            canvas.bar([x, y, bar - 1.0, floor - y], CLASSES[series], &LOOKS[series]);
            let shown = chart.unit.write(value);
            if width_of(&shown, SMALL) < bar + 10.0 {
                canvas.text((x + bar / 2.0, y - 3.0), Anchor::Middle, SMALL, &shown);
            }
        }
    }
    below(canvas, chart, floor, left, wide);
    floor + 20.0
}

fn lines(canvas: &mut Canvas, chart: &Chart, top: f64) -> f64 {
    let (top, left) = (top + 6.0, 44.0);
    let (floor, height_of) = frame(canvas, chart, top, left);
    let wide = (WIDTH - left) / chart.categories.len().max(1) as f64;
    for (n, series) in chart.series.iter().enumerate() {
        // A week of which nothing is known breaks the line.
        let points: Vec<Option<(f64, f64)>> = (0..)
            .zip(&series.values)
            .map(|(at, value)| value.map(|value| (left + wide * (f64::from(at) + 0.5), height_of(value))))
            .collect();
        for line in points.split(Option::is_none).filter(|line| !line.is_empty()) {
            let line: Vec<(f64, f64)> = line.iter().copied().flatten().collect();
            canvas.path(&line, CLASSES[n % CLASSES.len()], &LOOKS[n % LOOKS.len()]);
        }
    }
    below(canvas, chart, floor, left, wide);
    floor + 20.0
}
