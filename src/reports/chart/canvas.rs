//! Shapes written as SVG; texts are escaped by the writer.

use quick_xml::Writer;
use quick_xml::events::BytesText;

/// A picture that is being drawn.
pub(super) struct Canvas {
    writer: Writer<Vec<u8>>,
}

/// Where a text's point is.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

fn coordinate(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

impl Canvas {
    pub(super) fn new() -> Canvas {
        Canvas { writer: Writer::new(Vec::new()) }
    }

    fn element(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let element = self.writer.create_element(name).with_attributes(attributes.iter().copied());
        element.write_empty().expect("memory takes what is written");
    }

    /// A rectangle of a class.
    pub(super) fn bar(&mut self, [x, y, width, height]: [f64; 4], class: &str, look: &Look) {
        let [x, y, width, height] = [x, y, width, height].map(coordinate);
        let place = [("x", &*x), ("y", &*y), ("width", &*width), ("height", &*height)];
        let look = [("class", class), ("fill", look.fill), ("stroke", look.stroke), ("stroke-width", "0.6")];
        self.element("rect", &[&place[..], &look[..]].concat());
    }

    /// A thin line of the frame.
    pub(super) fn rule(&mut self, from: (f64, f64), to: (f64, f64)) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(coordinate);
        let place = [("x1", &*x1), ("y1", &*y1), ("x2", &*x2), ("y2", &*y2)];
        let look = [("class", "rule"), ("stroke", "#9aa1ad"), ("stroke-width", "0.5")];
        self.element("line", &[&place[..], &look[..]].concat());
    }

    /// A line through points.
    pub(super) fn path(&mut self, points: &[(f64, f64)], class: &str, look: &Look) {
        let points: Vec<String> =
            points.iter().map(|(x, y)| format!("{},{}", coordinate(*x), coordinate(*y))).collect();
        let points = points.join(" ");
        let mut attributes = vec![
            ("points", &*points),
            ("class", class),
            ("fill", "none"),
            ("stroke", look.stroke),
            ("stroke-width", "1.8"),
        ];
        if !look.dash.is_empty() {
            attributes.push(("stroke-dasharray", look.dash));
        }
        self.element("polyline", &attributes);
    }

    /// A text.
    pub(super) fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, size: f64, text: &str) {
        let [x, y, size] = [x, y, size].map(coordinate);
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let attributes =
            [("x", &*x), ("y", &*y), ("text-anchor", anchor), ("font-size", &*size), ("fill", "#1a1c20")];
        let element = self.writer.create_element("text").with_attributes(attributes);
        element.write_text_content(BytesText::new(text)).expect("memory takes what is written");
    }

    /// The picture of that size.
    pub(super) fn finish(self, width: f64, height: f64, title: &str) -> String {
        let shapes = String::from_utf8(self.writer.into_inner()).expect("texts are UTF-8");
        let (width, height) = (coordinate(width), coordinate(height));
        let title = quick_xml::escape::escape(title);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{title}\" font-family=\"PT Sans\">{shapes}</svg>"
        )
    }
}

/// How a series looks: light and dark differ enough on paper without colours.
pub(super) struct Look {
    pub(super) fill: &'static str,
    pub(super) stroke: &'static str,
    pub(super) dash: &'static str,
}
