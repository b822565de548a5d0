//! Local acts as HTML: CommonMark with tables, without any markup of its own and without anything
//! that is loaded.

use pulldown_cmark::{Alignment, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// Renders CommonMark. HTML in it is shown as text; pictures become their descriptions; links lead
/// to the web, to mail or within the page, anything else stays text. Headings begin one level below
/// the page's own.
pub fn render(text: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut links = Vec::new();
    let events = Parser::new_ext(text, options).filter_map(move |event| match event {
        Event::Html(html) | Event::InlineHtml(html) => Some(Event::Text(html)),
        // Alignment would be written as a style, which the page's policy forbids.
        Event::Start(Tag::Table(columns)) => {
            Some(Event::Start(Tag::Table(vec![Alignment::None; columns.len()])))
        }
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Link { ref dest_url, .. }) => {
            let safe = is_safe(dest_url);
            links.push(safe);
            safe.then_some(event)
        }
        Event::End(TagEnd::Link) => links.pop().unwrap_or(false).then_some(event),
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            Some(Event::Start(Tag::Heading { level: below(level), id, classes, attrs }))
        }
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(below(level)))),
        other => Some(other),
    });
    let mut html = String::new();
    html::push_html(&mut html, events);
    html
}

fn is_safe(url: &CowStr<'_>) -> bool {
    let url = url.trim().to_ascii_lowercase();
    ["https://", "http://", "mailto:", "#"].iter().any(|scheme| url.starts_with(scheme))
}

fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn nothing_of_a_document_becomes_markup_or_is_loaded() {
        let html = render(
            "<script>alert(1)</script>\n\nтекст <b onclick=x>и</b> ![схема](http://x/y.png) [туда](javascript:alert(1)) [закон](https://pravo.gov.ru)",
        );
        for bad in ["<script", "<b", "<img", "javascript:"] {
            assert!(!html.contains(bad), "{html}");
        }
        for good in ["схема", "туда", "<a href=\"https://pravo.gov.ru\">закон</a>", "&lt;script&gt;"]
        {
            assert!(html.contains(good), "{html}");
        }
    }
}
