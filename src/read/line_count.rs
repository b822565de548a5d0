//! Lines as an editor counts them.

/// Counts physical lines: CR LF, LF and CR alone each end one.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineCount {
    /// The line of what comes next, from 1.
    pub(super) line: u32,
    after_return: bool,
}

impl Default for LineCount {
    fn default() -> LineCount {
        LineCount { line: 1, after_return: false }
    }
}

impl LineCount {
    /// Before a line.
    pub(super) fn at(line: u32) -> LineCount {
        LineCount { line, after_return: false }
    }

    /// Passes over bytes.
    #[inline]
    pub(super) fn pass(&mut self, bytes: &[u8]) {
        let Some(last) = bytes.last() else { return };
        if self.after_return && bytes[0] == b'\n' {
            self.line -= 1;
        }
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let second = bytes[at] == b'\n' && at > 0 && bytes[at - 1] == b'\r';
            self.line = self.line.saturating_add(u32::from(!second));
        }
        self.after_return = *last == b'\r';
    }
}

#[cfg(test)]
mod tests {
    use super::LineCount;

    #[test]
    fn every_kind_of_line_end_ends_one() {
        let mut count = LineCount::default();
        for bytes in [&b"a\r"[..], b"\nb\r", b"c\n\n", b"d"] {
            count.pass(bytes);
        }
        assert_eq!(count.line, 5);
    }
}
