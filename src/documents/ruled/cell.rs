//! What templates put into a cell.

use serde::Serialize;
use typst::foundations::{Dict, Value};
use typst::layout::Abs;

/// A paragraph of a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Paragraph {
    pub(super) text: String,
    pub(super) bold: bool,
    /// `None`: the table's.
    pub(super) size: Option<Abs>,
}

/// A cell: a text, `none`, or a dictionary `(text, bold, size, fill, then)`, where `then` is a paragraph below
/// of the same form and `fill` a grey from 0, black, to 255, white.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Cell {
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) fill: Option<u8>,
}

impl Cell {
    pub(super) fn new(value: &Value) -> Cell {
        let mut cell = Cell::default();
        cell.read(value);
        cell
    }

    fn read(&mut self, value: &Value) {
        match value {
            Value::Str(text) => self.push(text.as_str().to_owned(), false, None),
            Value::Int(number) => self.push(number.to_string(), false, None),
            Value::Dict(dict) => {
                let bold = matches!(get(dict, "bold"), Some(Value::Bool(true)));
                if let Some(Value::Str(text)) = get(dict, "text") {
                    self.push(text.as_str().to_owned(), bold, get(dict, "size").and_then(points));
                }
                if let Some(Value::Int(fill)) = get(dict, "fill") {
                    self.fill = u8::try_from(*fill).ok();
                }
                if let Some(then) = get(dict, "then") {
                    self.read(then);
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, text: String, bold: bool, size: Option<Abs>) {
        if !text.is_empty() {
            self.paragraphs.push(Paragraph { text, bold, size });
        }
    }
}

/// A heading over columns and rows of the header.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Heading {
    pub(super) text: String,
    pub(super) size: Option<Abs>,
    /// How many columns it stands over.
    pub(super) columns: usize,
    /// How many rows of the header it takes.
    pub(super) rows: usize,
    /// Whether it is read from below.
    pub(super) upright: bool,
}

impl Heading {
    /// Of a text, or of a dictionary `(text, size, columns, rows, upright)`.
    pub(super) fn new(value: &Value) -> Heading {
        let mut heading = Heading { text: String::new(), size: None, columns: 1, rows: 1, upright: false };
        match value {
            Value::Str(text) => heading.text = text.as_str().to_owned(),
            Value::Dict(dict) => {
                let count = |key| match get(dict, key) {
                    Some(Value::Int(count)) => usize::try_from(*count).unwrap_or(1).max(1),
                    _ => 1,
                };
                if let Some(Value::Str(text)) = get(dict, "text") {
                    heading.text = text.as_str().to_owned();
                }
                heading.size = get(dict, "size").and_then(points);
                heading.columns = count("columns");
                heading.rows = count("rows");
                heading.upright = matches!(get(dict, "upright"), Some(Value::Bool(true)));
            }
            _ => {}
        }
        heading
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
    /// What stands below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) then: Option<Box<StyledData>>,
}
