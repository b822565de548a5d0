//! What a template would do too slowly: a grid has thousands of cells, and a template steps through them at
//! ten times the cost. The rest of the page stays the template's.

use tera::{Kwargs, State, TeraResult, Value, escape_html};

/// The cells of a row of the grid: `{{ row.cells | cells(classes=page.classes) }}`, where `classes` are those of
/// the columns. A cell is its text, or its text, its title and whether it lies outside (`GridCell`).
pub(super) fn cells(row: &Value, kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let classes = kwargs.must_get::<&[Value]>("classes")?;
    let mut html = Vec::new();
    for (n, cell) in row.as_array().unwrap_or_default().iter().enumerate() {
        let class = classes.get(n).and_then(Value::as_str).unwrap_or_default();
        let parts = cell.as_array().unwrap_or_default();
        let text = parts.first().unwrap_or(cell).as_str().unwrap_or_default();
        let title = parts.get(1).and_then(Value::as_str).unwrap_or_default();
        let is_outside = parts.get(2).and_then(Value::as_bool).unwrap_or_default();
        html.extend_from_slice(b"<td");
        attribute(&mut html, "class", if is_outside { "outside" } else { class });
        attribute(&mut html, "title", title);
        html.push(b'>');
        escape(&mut html, text);
        html.extend_from_slice(b"</td>");
    }
    Ok(Value::safe_string(&String::from_utf8_lossy(&html)))
}

fn attribute(html: &mut Vec<u8>, name: &str, value: &str) {
    if !value.is_empty() {
        html.push(b' ');
        html.extend_from_slice(name.as_bytes());
        html.extend_from_slice(b"=\"");
        escape(html, value);
        html.push(b'"');
    }
}

fn escape(html: &mut Vec<u8>, text: &str) {
    escape_html(text, html).expect("memory takes what is written");
}

#[cfg(test)]
mod tests {
    use super::cells;
    use tera::{Context, Tera};

    #[test]
    fn texts_and_titles_are_escaped() {
        let mut tera = Tera::default();
        tera.register_filter("cells", cells);
        tera.add_raw_template("row.html", "{{ row | cells(classes=classes) }}").expect("a template");
        let row = serde_json::json!(["", "<b>", ["н", "\"болел\"", false], ["", "", true]]);
        let mut context = Context::new();
        context.insert("row", &row);
        context.insert("classes", &["", "control", "result", "control"]);
        assert_eq!(
            tera.render("row.html", &context).expect("a row"),
            "<td></td><td class=\"control\">&lt;b&gt;</td><td class=\"result\" title=\"&quot;болел&quot;\">н</td><td class=\"outside\"></td>"
        );
    }
}
