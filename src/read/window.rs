//! The text of a file, of which only the part that is being read is in memory.

use super::line_count::LineCount;
use std::io::{self, Read};

/// How much is read at once.
const CHUNK: usize = 256 * 1024;
/// The longest line of CSV or YAML, or row of JSON, in bytes of UTF-8. Nothing that an office writes
/// comes near; a file with a longer one has an unclosed quote, or means to fill the memory.
pub(super) const LONGEST: usize = 8 * 1024 * 1024;

/// Why there is no more text.
#[derive(Debug)]
pub(super) enum Stop {
    /// The disk.
    Io(io::Error),
    /// A line or row longer than [`LONGEST`].
    TooLong,
}

impl Stop {
    /// What is wrong, for people.
    pub(super) fn message(&self) -> String {
        match self {
            Stop::Io(error) => format!("файл не читается: {}", crate::files::reason_of(error)),
            Stop::TooLong => {
                format!(
                    "строка длиннее {}: вероятно, кавычка открыта и не закрыта",
                    crate::words::size(LONGEST as u64)
                )
            }
        }
    }
}

/// A part of a text that moves forward over it.
pub(super) struct Window {
    source: Box<dyn Read>,
    buffer: Vec<u8>,
    start: usize,
    chunk: usize,
    ended: bool,
    count: LineCount,
}

impl Window {
    /// Over UTF-8 text.
    pub(super) fn new(source: Box<dyn Read>) -> Window {
        Window::with_chunk(source, CHUNK)
    }

    /// Reading at least so much at once.
    fn with_chunk(source: Box<dyn Read>, chunk: usize) -> Window {
        Window { source, buffer: Vec::new(), start: 0, chunk, ended: false, count: LineCount::default() }
    }

    /// What was read and not passed yet.
    pub(super) fn rest(&self) -> &[u8] {
        &self.buffer[self.start..]
    }

    /// Whether the text ends with [`Window::rest`].
    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Reads more; `false` where there is no more.
    pub(super) fn grow(&mut self) -> Result<bool, Stop> {
        if self.ended {
            return Ok(false);
        }
        self.buffer.drain(..self.start);
        self.start = 0;
        let held = self.buffer.len();
        if held > LONGEST {
            return Err(Stop::TooLong);
        }
        // At least as much as there is: what is looked at again from its start is looked at seldom.
        let wanted = self.chunk.max(held);
        let source = self.source.by_ref();
        let read = source.take(wanted as u64).read_to_end(&mut self.buffer).map_err(Stop::Io)?;
        self.ended = read == 0;
        Ok(read > 0)
    }

    /// Moves over bytes.
    pub(super) fn pass(&mut self, length: usize) {
        self.count.pass(&self.buffer[self.start..self.start + length]);
        self.start += length;
    }

    /// The line of what comes next, from 1.
    pub(super) fn line(&self) -> u32 {
        self.count.line
    }

    /// Moves over bytes of a kind, and tells the first one of another; `None` at the end.
    pub(super) fn skip(&mut self, is_skipped: impl Fn(u8) -> bool) -> Result<Option<u8>, Stop> {
        loop {
            match self.rest().iter().position(|byte| !is_skipped(*byte)) {
                Some(length) => {
                    self.pass(length);
                    return Ok(self.rest().first().copied());
                }
                None => self.pass(self.rest().len()),
            }
            if !self.grow()? {
                return Ok(None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sink::RowSink;
    use super::super::{csv, json, yaml};
    use super::Window;
    use crate::model::cell::Fault;
    use std::io::Cursor;

    /// Writes down what it is told.
    #[derive(Default)]
    struct Told(Vec<String>);

    impl RowSink for Told {
        fn column(&mut self, header: &str, _: u32) -> Option<usize> {
            ["id", "name", "text"].iter().position(|name| *name == header)
        }
        fn knows(&self, header: &str) -> bool {
            ["id", "name", "text"].contains(&header)
        }
        fn look_at(&mut self, _: Option<u32>) {}
        fn stand_in(&mut self, _: Vec<(usize, u32)>) {}
        fn width(&self) -> usize {
            3
        }
        fn kind(&self, _: usize) -> &'static str {
            "text"
        }
        fn row(&mut self, line: u32, cells: &[&str], _: Vec<(usize, Fault)>) {
            self.0.push(format!("{line}: {}", cells.join("|")));
        }
        fn broken_row(&mut self, line: u32, cells: &[&str], message: &str, _: &str) {
            self.0.push(format!("{line}: {} {message}", cells.join("|")));
        }
        fn lost_rows(&mut self) {
            self.0.push("lost rows".to_owned());
        }
        fn nameless(&mut self, line: u32) {
            self.0.push(format!("{line}: nameless"));
        }
        fn broken_file(&mut self, line: u32, message: String) {
            self.0.push(format!("{line}: {message}"));
        }
    }

    #[test]
    fn where_a_piece_ends_changes_nothing() {
        type Read = fn(&mut Window, &mut dyn RowSink);
        let texts: [(Read, &str); 9] = [
            (csv::read, "id,name,text\r\n1,Иван,\"а\r\nб\"\r\n\r\n2,\"ё \"\"ж\"\"\",\n3,x\n4,y,z"),
            (csv::read, "\n\n id;name\r1;a\r2;b"),
            (csv::read, "sep=;\nid;name\n1;a,b\n"),
            (csv::read, "id,name\n1,\"open\n2,b\n"),
            (
                json::read,
                "[{\"id\": 1, \"name\": \"Ив\\u0430н\"},\n{\"id\":2.50,\"text\":null} , 17, [1],\n {}]\n ",
            ),
            (json::read, " [ ] "),
            (json::read, "[{\"id\":1}\n{\"id\":2}]"),
            (json::read, "[{\"id\":1},\n{\"id\""),
            (yaml::read, "- id: 1\n  name: Иван\n- {id: 2, text: \"а б\"}\n- 5\n"),
        ];
        for (read, text) in texts {
            let told = |chunk| {
                let mut told = Told::default();
                read(&mut Window::with_chunk(Box::new(Cursor::new(text.to_owned())), chunk), &mut told);
                told.0
            };
            let whole = told(1 << 20);
            for chunk in 1..20 {
                assert_eq!(told(chunk), whole, "{text:?} in pieces of {chunk}");
            }
        }
    }
}
