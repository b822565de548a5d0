//! A local act as a document (D18): its CommonMark as blocks that the template sets. Nothing of it is ever
//! markup of typst; pictures become their descriptions, links footnotes with their addresses.

use super::letterhead::Letterhead;
use crate::model::Document;
use crate::site::pages::document_head;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use serde::Serialize;

/// The template.
pub const TEMPLATE: &str = "act.typ";

/// Everything that the document shows.
#[derive(Serialize)]
pub struct Act<'a> {
    head: &'a Letterhead,
    title: &'a str,
    /// «приказ № 178 от 01.09.2020».
    about: String,
    blocks: Vec<Block>,
}

impl<'a> Act<'a> {
    /// Of a local act.
    pub fn new(head: &'a Letterhead, document: &'a Document) -> Act<'a> {
        Act { head, title: &document.title, about: document_head(document), blocks: blocks(document) }
    }
}

/// A block of the text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Block {
    Heading { level: usize, inlines: Vec<Inline> },
    Paragraph { inlines: Vec<Inline> },
    List { start: Option<u64>, items: Vec<Vec<Block>> },
    Table { rows: Vec<Vec<Vec<Inline>>> },
    Quote { blocks: Vec<Block> },
    Code { text: String },
    Note { label: String, blocks: Vec<Block> },
    Rule,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Inline {
    Text {
        text: String,
    },
    Code {
        text: String,
    },
    Strong {
        inlines: Vec<Inline>,
    },
    Emph {
        inlines: Vec<Inline>,
    },
    Strike {
        inlines: Vec<Inline>,
    },
    Link {
        inlines: Vec<Inline>,
        url: String,
    },
    /// The number of a note that stands at the end.
    Note {
        label: String,
    },
    Break,
}

/// What is open while the text is read.
enum Open {
    Blocks(Vec<Block>),
    Inlines(Vec<Inline>),
    Items(Option<u64>, Vec<Vec<Block>>),
    Rows(Vec<Vec<Vec<Inline>>>),
    Cells(Vec<Vec<Inline>>),
}

fn blocks(document: &Document) -> Vec<Block> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut reader = Reader { open: vec![Open::Blocks(Vec::new())], urls: Vec::new(), pictures: 0 };
    for event in Parser::new_ext(&document.body, options) {
        reader.event(event);
    }
    // What the text leaves open ends with it.
    while reader.open.len() > 1 {
        reader.close_loose();
        reader.open.pop();
    }
    let mut blocks = match reader.open.pop() {
        Some(Open::Blocks(blocks)) => blocks,
        _ => Vec::new(),
    };
    // The title stands above already.
    let is_title = |block: &Block| matches!(block, Block::Heading { level: 1, inlines } if text_of(inlines) == document.title);
    if blocks.first().is_some_and(is_title) {
        blocks.remove(0);
    }
    blocks
}

fn text_of(inlines: &[Inline]) -> String {
    let text = |inline: &Inline| match inline {
        Inline::Text { text } | Inline::Code { text } => text.clone(),
        Inline::Strong { inlines } | Inline::Emph { inlines } | Inline::Strike { inlines } => {
            text_of(inlines)
        }
        Inline::Link { inlines, .. } => text_of(inlines),
        Inline::Note { .. } | Inline::Break => String::new(),
    };
    inlines.iter().map(text).collect()
}

struct Reader {
    open: Vec<Open>,
    urls: Vec<String>,
    /// How deep within descriptions of pictures.
    pictures: usize,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.inline(Inline::Text { text: text.into_string() });
            }
            Event::Code(text) => self.inline(Inline::Code { text: text.into_string() }),
            Event::SoftBreak => self.inline(Inline::Text { text: " ".to_owned() }),
            Event::HardBreak => self.inline(Inline::Break),
            Event::FootnoteReference(label) => self.inline(Inline::Note { label: label.into_string() }),
            Event::Rule => self.block(Block::Rule),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let open = match tag {
            Tag::Paragraph | Tag::Heading { .. } | Tag::TableCell | Tag::HtmlBlock => {
                Open::Inlines(Vec::new())
            }
            Tag::Strong | Tag::Emphasis | Tag::Strikethrough => Open::Inlines(Vec::new()),
            Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) => Open::Inlines(Vec::new()),
            Tag::Link { dest_url, .. } => {
                self.urls.push(dest_url.into_string());
                Open::Inlines(Vec::new())
            }
            Tag::List(start) => Open::Items(start, Vec::new()),
            Tag::Table(_) => Open::Rows(Vec::new()),
            Tag::TableHead | Tag::TableRow => Open::Cells(Vec::new()),
            Tag::Item | Tag::BlockQuote(_) => Open::Blocks(Vec::new()),
            Tag::FootnoteDefinition(label) => {
                self.urls.push(label.into_string());
                Open::Blocks(Vec::new())
            }
            Tag::Image { .. } => {
                self.pictures += 1;
                return;
            }
            _ => return,
        };
        // Text of an item without a paragraph of its own ends where a block begins.
        if matches!(open, Open::Items(..) | Open::Rows(_) | Open::Blocks(_)) {
            self.close_loose();
        }
        self.open.push(open);
    }

    fn end(&mut self, tag: TagEnd) {
        if matches!(tag, TagEnd::Image) {
            self.pictures = self.pictures.saturating_sub(1);
            return;
        }
        if matches!(tag, TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition) {
            self.close_loose();
        }
        let known = matches!(
            tag,
            TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::TableCell
                | TagEnd::HtmlBlock
                | TagEnd::Strong
                | TagEnd::Emphasis
                | TagEnd::Strikethrough
                | TagEnd::CodeBlock
                | TagEnd::Link
                | TagEnd::List(_)
                | TagEnd::Table
                | TagEnd::TableHead
                | TagEnd::TableRow
                | TagEnd::Item
                | TagEnd::BlockQuote(_)
                | TagEnd::FootnoteDefinition
        );
        if !known || self.open.len() < 2 {
            return;
        }
        match (tag, self.open.pop()) {
            (TagEnd::Paragraph | TagEnd::HtmlBlock, Some(Open::Inlines(inlines))) => {
                self.block(Block::Paragraph { inlines });
            }
            (TagEnd::Heading(level), Some(Open::Inlines(inlines))) => {
                self.block(Block::Heading { level: level as usize, inlines });
            }
            (TagEnd::CodeBlock, Some(Open::Inlines(inlines))) => {
                self.block(Block::Code { text: text_of(&inlines).trim_end().to_owned() });
            }
            (TagEnd::Strong, Some(Open::Inlines(inlines))) => self.inline(Inline::Strong { inlines }),
            (TagEnd::Emphasis, Some(Open::Inlines(inlines))) => self.inline(Inline::Emph { inlines }),
            (TagEnd::Strikethrough, Some(Open::Inlines(inlines))) => self.inline(Inline::Strike { inlines }),
            (TagEnd::Link, Some(Open::Inlines(inlines))) => {
                let url = self.urls.pop().unwrap_or_default();
                self.inline(Inline::Link { inlines, url });
            }
            (TagEnd::List(_), Some(Open::Items(start, items))) => self.block(Block::List { start, items }),
            (TagEnd::Item, Some(Open::Blocks(blocks))) => {
                if let Some(Open::Items(_, items)) = self.open.last_mut() {
                    items.push(blocks);
                }
            }
            (TagEnd::Table, Some(Open::Rows(rows))) => self.block(Block::Table { rows }),
            (TagEnd::TableHead | TagEnd::TableRow, Some(Open::Cells(cells))) => {
                if let Some(Open::Rows(rows)) = self.open.last_mut() {
                    rows.push(cells);
                }
            }
            (TagEnd::TableCell, Some(Open::Inlines(inlines))) => {
                if let Some(Open::Cells(cells)) = self.open.last_mut() {
                    cells.push(inlines);
                }
            }
            (TagEnd::BlockQuote(_), Some(Open::Blocks(blocks))) => self.block(Block::Quote { blocks }),
            (TagEnd::FootnoteDefinition, Some(Open::Blocks(blocks))) => {
                let label = self.urls.pop().unwrap_or_default();
                self.block(Block::Note { label, blocks });
            }
            _ => {}
        }
    }

    fn inline(&mut self, inline: Inline) {
        match self.open.last_mut() {
            Some(Open::Inlines(inlines)) => inlines.push(inline),
            // Text of an item without a paragraph of its own.
            Some(Open::Blocks(_)) => self.open.push(Open::Inlines(vec![inline])),
            _ => {}
        }
    }

    /// Text that stands in an item without a paragraph becomes one.
    fn close_loose(&mut self) {
        if let [.., Open::Blocks(_), Open::Inlines(_)] = self.open.as_slice()
            && let Some(Open::Inlines(inlines)) = self.open.pop()
        {
            self.block(Block::Paragraph { inlines });
        }
    }

    fn block(&mut self, block: Block) {
        self.close_loose();
        if let Some(Open::Blocks(blocks)) = self.open.last_mut() {
            blocks.push(block);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(body: &str) -> Vec<Block> {
        blocks(&Document {
            id: String::new(),
            title: "Заголовок".to_owned(),
            number: None,
            date: None,
            kind: None,
            body: body.to_owned(),
        })
    }

    #[test]
    fn every_form_of_a_text_is_read() {
        let body = "# Заголовок\n\nАбзац с **жирным**, *наклонным* и [ссылкой](https://pravo.gov.ru).[^1]\n\n1. первое\n2. второе\n   - внутри\n\n| а | б |\n|---|---|\n| 1 | 2 |\n\n> цитата\n\n```\nкод\n```\n\n---\n\n<b>не разметка</b> ![схема](x.png)\n\n[^1]: примечание\n";
        let blocks = of(body);
        let kinds: Vec<&str> = blocks
            .iter()
            .map(|block| match block {
                Block::Heading { .. } => "heading",
                Block::Paragraph { .. } => "paragraph",
                Block::List { .. } => "list",
                Block::Table { .. } => "table",
                Block::Quote { .. } => "quote",
                Block::Code { .. } => "code",
                Block::Note { .. } => "note",
                Block::Rule => "rule",
            })
            .collect();
        assert_eq!(kinds, ["paragraph", "list", "table", "quote", "code", "rule", "paragraph", "note"]);
        let Block::List { start: Some(1), items } = &blocks[1] else { panic!("{:?}", blocks[1]) };
        assert_eq!(items.len(), 2);
        assert!(matches!(items[1].as_slice(), [Block::Paragraph { .. }, Block::List { start: None, .. }]));
        let Block::Table { rows } = &blocks[2] else { panic!("{:?}", blocks[2]) };
        assert_eq!(
            rows.iter()
                .map(|row| row.iter().map(|cell| text_of(cell)).collect::<Vec<_>>())
                .collect::<Vec<_>>(),
            [["а", "б"], ["1", "2"]]
        );
        let Block::Paragraph { inlines } = &blocks[6] else { panic!("{:?}", blocks[6]) };
        assert_eq!(text_of(inlines), "<b>не разметка</b> схема");
    }

    #[test]
    fn whatever_the_text_it_is_read_to_its_end() {
        for body in [
            "",
            "- ",
            "* * *\n- a\n\n  b\n",
            "> - > 1. x",
            "| a |\n|---|",
            "**a",
            "[^x]: y",
            "```\na",
            "- [a](b\n- c",
        ] {
            of(body);
        }
    }
}
