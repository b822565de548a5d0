//! Bytes of an input file as text.

/// Bytes that are no text.
#[derive(Debug)]
pub(super) struct BadEncoding {
    /// The line of the first wrong byte, from 1.
    pub(super) line: u32,
}

impl BadEncoding {
    /// What is wrong, for people.
    pub(super) fn message(&self) -> String {
        "файл не в кодировке UTF-8".to_owned()
    }

    /// What to do.
    pub(super) fn hint(&self) -> String {
        "сохраните файл заново, выбрав кодировку UTF-8 (в Excel: «CSV UTF-8»)".to_owned()
    }
}

/// How many lines end in some bytes: CR LF, LF and CR alone each end one.
pub(super) fn line_breaks(bytes: &[u8]) -> u32 {
    let ends =
        |(i, byte): (usize, &u8)| *byte == b'\n' || (*byte == b'\r' && bytes.get(i + 1) != Some(&b'\n'));
    bytes.iter().enumerate().filter(|place| ends(*place)).count() as u32
}

/// UTF-8 with or without a byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, BadEncoding> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        BadEncoding { line: 1 + line_breaks(before) }
    })
}
