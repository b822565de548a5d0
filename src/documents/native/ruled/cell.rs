//! What templates put into a cell.

use serde::Serialize;
use typst::ecow::{EcoString, eco_format};
use typst::foundations::{Dict, Value};
use typst::layout::Abs;

/// A paragraph of a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Paragraph {
    pub(super) text: EcoString,
    pub(super) bold: bool,
    /// `None`: the table's.
    pub(super) size: Option<Abs>,
}

/// A cell: a text, `none`, or a dictionary `(text, bold, size, fill, columns, rows, height, then)`, where `then`
/// is a paragraph below of the same form, `fill` a grey from 0, black, to 255, white, `columns` how many
/// columns it takes, from the left, `rows` how many rows, in which it is not named again, and `height` how high
/// it is at least.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cell {
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) fill: Option<u8>,
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) height: Abs,
    /// Whether a cell of a row above reaches into it.
    pub(super) is_covered: bool,
}

impl Default for Cell {
    fn default() -> Cell {
        Cell {
            paragraphs: Vec::new(),
            fill: None,
            columns: 1,
            rows: 1,
            height: Abs::zero(),
            is_covered: false,
        }
    }
}

impl Cell {
    pub(super) fn new(value: &Value) -> Cell {
        let mut cell = Cell::default();
        cell.read(value);
        cell
    }

    fn read(&mut self, value: &Value) {
        match value {
            Value::Str(text) => self.push(text.clone().into(), false, None),
            Value::Int(number) => self.push(eco_format!("{number}"), false, None),
            Value::Dict(dict) => {
                let bold = matches!(get(dict, "bold"), Some(Value::Bool(true)));
                if let Some(Value::Str(text)) = get(dict, "text") {
                    self.push(text.clone().into(), bold, get(dict, "size").and_then(points));
                }
                if let Some(Value::Int(fill)) = get(dict, "fill") {
                    self.fill = u8::try_from(*fill).ok();
                }
                let count = |key| match get(dict, key) {
                    Some(Value::Int(count)) => Some(usize::try_from(*count).unwrap_or(1).max(1)),
                    _ => None,
                };
                self.columns = count("columns").unwrap_or(self.columns);
                self.rows = count("rows").unwrap_or(self.rows);
                if let Some(height) = get(dict, "height").and_then(points) {
                    self.height = height;
                }
                if let Some(then) = get(dict, "then") {
                    self.read(then);
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, text: EcoString, bold: bool, size: Option<Abs>) {
        if !text.is_empty() {
            self.paragraphs.push(Paragraph { text, bold, size });
        }
    }
}

/// A heading over columns and rows of the header.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Heading {
    pub(super) cell: Cell,
    /// What stands there where the text is too wide for one line.
    pub(super) short: Option<String>,
    /// How many rows of the header it takes.
    pub(super) rows: usize,
    /// Whether it is read from below.
    pub(super) upright: bool,
    /// How long a line of an upright one is at most; `None`: as long as the text.
    pub(super) high: Option<Abs>,
}

impl Heading {
    /// Of a text, or of a dictionary `(text, size, columns, rows, upright, high, short, fill, then)`; all
    /// texts are bold where the table's headings are.
    pub(super) fn new(value: &Value, bold: bool) -> Heading {
        let mut cell = Cell::new(value);
        cell.paragraphs.iter_mut().for_each(|paragraph| paragraph.bold |= bold);
        let mut heading = Heading { cell, short: None, rows: 1, upright: false, high: None };
        if let Value::Dict(dict) = value {
            if let Some(Value::Int(rows)) = get(dict, "rows") {
                heading.rows = usize::try_from(*rows).unwrap_or(1).max(1);
            }
            if let Some(Value::Str(short)) = get(dict, "short") {
                heading.short = Some(short.as_str().to_owned());
            }
            heading.high = get(dict, "high").and_then(points);
            heading.upright = matches!(get(dict, "upright"), Some(Value::Bool(true)));
        }
        heading
    }

    /// The short text in place of the long one.
    pub(super) fn shorten(&mut self) {
        if let (Some(short), Some(paragraph)) = (self.short.take(), self.cell.paragraphs.first_mut()) {
            paragraph.text = short.into();
        }
    }
}

fn get<'a>(dict: &'a Dict, key: &str) -> Option<&'a Value> {
    dict.get(key).ok()
}

/// A size: a length, or a number of points as data has it.
fn points(value: &Value) -> Option<Abs> {
    match value {
        Value::Length(length) => Some(length.abs),
        Value::Float(points) => Some(Abs::pt(*points)),
        Value::Int(points) => Some(Abs::pt(*points as f64)),
        _ => None,
    }
}

/// A cell as data has it for the templates.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum CellData {
    /// A text alone.
    Plain(String),
    /// With more to it.
    Styled(StyledData),
}

/// A cell that is more than a text.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct StyledData {
    /// The text.
    pub(crate) text: String,
    /// Whether it is bold.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) bold: bool,
    /// Its size in points; `None`: the table's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) size: Option<f64>,
    /// The grey behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fill: Option<u8>,
    /// How many columns it takes; `None`: one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) columns: Option<usize>,
    /// How many rows it takes, which do not name it again; `None`: one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rows: Option<usize>,
    /// How high it is at least, in points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) height: Option<f64>,
    /// What stands below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) then: Option<Box<StyledData>>,
}

impl From<String> for CellData {
    fn from(text: String) -> CellData {
        CellData::Plain(text)
    }
}

impl From<&str> for CellData {
    fn from(text: &str) -> CellData {
        CellData::Plain(text.to_owned())
    }
}

impl From<StyledData> for CellData {
    fn from(data: StyledData) -> CellData {
        CellData::Styled(data)
    }
}

/// A heading as data has it for the templates.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct HeadingData {
    /// The text.
    pub(crate) text: String,
    /// What stands there where the text is too wide for one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) short: Option<String>,
    /// Whether it is bold whatever the table's headings are.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) bold: bool,
    /// Its size in points; `None`: the table's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) size: Option<f64>,
    /// How many columns it stands over; `None`: one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) columns: Option<usize>,
    /// How many rows of the header it takes; `None`: one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rows: Option<usize>,
    /// Whether it is read from below.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) upright: bool,
    /// How long a line of an upright one is at most, in points; `None`: as long as the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) high: Option<f64>,
    /// The grey behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fill: Option<u8>,
    /// What stands below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) then: Option<Box<StyledData>>,
}

impl From<&str> for HeadingData {
    fn from(text: &str) -> HeadingData {
        HeadingData { text: text.to_owned(), ..HeadingData::default() }
    }
}
