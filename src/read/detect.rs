//! Finds out by content in which encoding a text is.

use super::line_count::LineCount;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251};
use memchr::memchr;

/// How many bytes the guess of a legacy encoding is made of.
const GUESSED: usize = 1024 * 1024;
/// From how many bytes beyond ASCII on an encoding is told from another.
const TOLD: usize = 20;
/// How many letters of UTF-8 side by side are no chance.
const WORD: usize = 3;

/// Bytes that are no text that is read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadEncoding {
    /// The line of the first wrong byte, from 1.
    pub(super) line: u32,
    why: Why,
}

#[derive(Debug, PartialEq, Eq)]
enum Why {
    /// UTF-8 or UTF-16 with bytes that neither has.
    Damaged(&'static str),
    /// Another encoding, by its name for people.
    Other(&'static str),
    /// No encoding that is known.
    Unknown,
}

impl BadEncoding {
    /// What is wrong, for people.
    pub(super) fn message(&self) -> String {
        match self.why {
            Why::Damaged(encoding) => format!("файл в кодировке {encoding}, но здесь его байты испорчены"),
            Why::Other(encoding) => format!("файл в кодировке {encoding}, она не читается"),
            Why::Unknown => "это не текст, или его кодировка неизвестна".to_owned(),
        }
    }

    /// What to do.
    pub(super) fn hint(&self) -> String {
        match self.why {
            Why::Damaged(_) => "выгрузите файл заново: похоже, его склеили из разных или оборвали".to_owned(),
            _ => {
                "сохраните файл заново в UTF-8 (в Excel: «CSV UTF-8»), в UTF-16 или в Windows-1251".to_owned()
            }
        }
    }
}

/// Bytes that are looked at piece by piece.
pub(super) enum Text {
    Utf16(Utf16),
    Bytes(Box<Bytes>),
}

impl Text {
    /// By their first ones.
    pub(super) fn of(head: &[u8]) -> Text {
        match head {
            [0xff, 0xfe, ..] => Text::Utf16(Utf16::new(UTF_16LE)),
            [0xfe, 0xff, ..] => Text::Utf16(Utf16::new(UTF_16BE)),
            _ => Text::Bytes(Box::new(Bytes::new())),
        }
    }

    /// Looks at the next ones.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        match self {
            Text::Utf16(text) => text.feed(bytes, false),
            Text::Bytes(text) => text.feed(bytes),
        }
    }

    /// The encoding, when all were seen.
    pub(super) fn finish(self) -> Result<&'static Encoding, BadEncoding> {
        match self {
            Text::Utf16(mut text) => {
                text.feed(&[], true);
                match text.wrong {
                    Some(line) => Err(BadEncoding { line, why: Why::Damaged("UTF-16") }),
                    None => Ok(text.encoding),
                }
            }
            Text::Bytes(text) => text.finish(),
        }
    }
}

/// UTF-16 with its byte order mark: whether every unit is one.
pub(super) struct Utf16 {
    encoding: &'static Encoding,
    decoder: encoding_rs::Decoder,
    line: LineCount,
    wrong: Option<u32>,
}

impl Utf16 {
    fn new(encoding: &'static Encoding) -> Utf16 {
        Utf16 { encoding, decoder: encoding.new_decoder(), line: LineCount::default(), wrong: None }
    }

    fn feed(&mut self, mut bytes: &[u8], last: bool) {
        let mut text = vec![0; 16 * 1024];
        while self.wrong.is_none() {
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(bytes, &mut text, last);
            self.line.pass(&text[..written]);
            bytes = &bytes[read..];
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => self.wrong = Some(self.line.line),
            }
        }
    }
}

/// Bytes without a mark of UTF-16: UTF-8 if all of them are, else what they look like.
pub(super) struct Bytes {
    /// The beginning of a letter that the last chunk broke off.
    carried: Vec<u8>,
    line: LineCount,
    /// Letters of several bytes that were right; of them those that stand side by side now, and the
    /// most that did.
    letters: usize,
    side_by_side: usize,
    longest: usize,
    /// Bytes that are no UTF-8, and the line of the first one.
    wrong: usize,
    first_wrong: u32,
    /// The line of the first byte that Windows-1251 does not have.
    undefined: Option<u32>,
    detector: EncodingDetector,
    guessed: usize,
    /// How many bytes there are, and of them zeros.
    length: usize,
    zeros: usize,
}

impl Bytes {
    fn new() -> Bytes {
        Bytes {
            carried: Vec::new(),
            line: LineCount::default(),
            letters: 0,
            side_by_side: 0,
            longest: 0,
            wrong: 0,
            first_wrong: 0,
            undefined: None,
            detector: EncodingDetector::new(Iso2022JpDetection::Deny),
            guessed: 0,
            length: 0,
            zeros: 0,
        }
    }

    fn feed(&mut self, bytes: &[u8]) {
        self.length += bytes.len();
        self.zeros += memchr::memchr_iter(0, bytes).count();
        if self.carried.is_empty() {
            return self.look(bytes, false);
        }
        let mut joined = std::mem::take(&mut self.carried);
        joined.extend_from_slice(bytes);
        self.look(&joined, false);
    }

    /// Looks at bytes; a letter that breaks off at their end is carried over, or wrong at the last.
    fn look(&mut self, bytes: &[u8], last: bool) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let (valid, wrong) = match std::str::from_utf8(rest) {
                Ok(_) => (rest.len(), 0),
                Err(error) => match error.error_len() {
                    Some(length) => (error.valid_up_to(), length),
                    None if last => (error.valid_up_to(), rest.len() - error.valid_up_to()),
                    None => {
                        self.carried = rest[error.valid_up_to()..].to_vec();
                        rest = &rest[..error.valid_up_to()];
                        continue;
                    }
                },
            };
            self.line.pass(&rest[..valid]);
            self.count_letters(&rest[..valid]);
            if wrong > 0 {
                self.side_by_side = 0;
                if self.wrong == 0 {
                    self.first_wrong = self.line.line;
                }
                self.wrong += wrong;
                if self.undefined.is_none() && memchr(0x98, &rest[valid..valid + wrong]).is_some() {
                    self.undefined = Some(self.line.line);
                }
                self.line.pass(&rest[valid..valid + wrong]);
            }
            rest = &rest[valid + wrong..];
        }
        if self.wrong > 0 && self.guessed < GUESSED {
            self.guessed += bytes.len();
            self.detector.feed(bytes, false);
        }
    }

    fn count_letters(&mut self, valid: &[u8]) {
        // What is known already need not be counted.
        if self.wrong == 0 && self.longest >= WORD {
            return;
        }
        if valid.is_ascii() {
            self.side_by_side = if valid.is_empty() { self.side_by_side } else { 0 };
            return;
        }
        for byte in valid {
            match byte {
                0..0x80 => self.side_by_side = 0,
                0x80..0xc0 => {}
                _ => {
                    self.letters += 1;
                    self.side_by_side += 1;
                    self.longest = self.longest.max(self.side_by_side);
                }
            }
        }
    }

    fn finish(mut self) -> Result<&'static Encoding, BadEncoding> {
        let carried = std::mem::take(&mut self.carried);
        self.look(&carried, true);
        let bad = |line, why| Err(BadEncoding { line, why });
        // A zero in a cell is told there; text that is full of them is another encoding, or none.
        match self.zeros * 10 {
            zeros if zeros > self.length * 6 => return bad(1, Why::Unknown),
            zeros if zeros > self.length => return bad(1, Why::Other("UTF-16 без метки порядка байтов")),
            _ => {}
        }
        if self.wrong == 0 {
            return Ok(UTF_8);
        }
        // Windows-1251 hardly ever looks like UTF-8: text that is mostly UTF-8, or has a word of it, is
        // broken UTF-8, or glued together from both.
        if self.letters > self.wrong || self.longest >= WORD {
            return bad(self.first_wrong, Why::Damaged("UTF-8"));
        }
        if let Some(line) = self.undefined {
            return bad(line, Why::Unknown);
        }
        // A word or two look like many encodings: what offices use is believed.
        if self.wrong + 2 * self.letters < TOLD {
            return Ok(WINDOWS_1251);
        }
        self.detector.feed(&[], true);
        let other = match self.detector.guess(Some(b"ru"), Utf8Detection::Deny).name() {
            "IBM866" => "DOS (CP866)",
            "KOI8-U" | "KOI8-R" => "КОИ-8",
            "ISO-8859-5" => "ISO 8859-5",
            "x-mac-cyrillic" => "Macintosh",
            _ => return Ok(WINDOWS_1251),
        };
        bad(self.first_wrong, Why::Other(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoding_of(bytes: &[u8]) -> Result<&'static Encoding, BadEncoding> {
        let mut text = Text::of(bytes);
        // Byte by byte: no letter may depend on where a chunk ends.
        bytes.iter().for_each(|byte| text.feed(&[*byte]));
        text.finish()
    }

    #[test]
    fn encodings_are_found_by_content() {
        let russian = "lesson;student;value\r\nl1;s1;зачтено, но\r\nl1;s2;незачёт номер пять\r\n";
        let legacy = |encoding: &'static Encoding| encoding.encode(russian).0.into_owned();
        assert_eq!(encoding_of(russian.as_bytes()), Ok(UTF_8));
        assert_eq!(encoding_of(b"id,name\n1,a\n"), Ok(UTF_8));
        assert_eq!(encoding_of(b""), Ok(UTF_8));
        assert_eq!(encoding_of(&legacy(WINDOWS_1251)), Ok(WINDOWS_1251));
        let wide: Vec<u8> =
            [0xfeff].into_iter().chain(russian.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(encoding_of(&wide), Ok(UTF_16LE));
        let unmarked = encoding_of(&wide[2..]).map_err(|bad| bad.why);
        assert_eq!(unmarked, Err(Why::Other("UTF-16 без метки порядка байтов")));
        assert_eq!(encoding_of(&[0; 100]), Err(BadEncoding { line: 1, why: Why::Unknown }));
        assert_eq!(encoding_of(&wide[..wide.len() - 1]).map_err(|bad| bad.line), Err(4));
        for (encoding, name) in [(encoding_rs::IBM866, "DOS (CP866)"), (encoding_rs::KOI8_R, "КОИ-8")] {
            let told = encoding_of(&legacy(encoding)).map_err(|bad| (bad.line, bad.why));
            assert_eq!(told, Err((2, Why::Other(name))));
        }
    }

    #[test]
    fn a_single_russian_word_is_enough() {
        for word in [
            "да",
            "нет",
            "н",
            "б",
            "уп",
            "ё",
            "№",
            "Ё",
            "Я",
            "5-й",
            "зачтено",
            "ОСВ",
            "н/а",
            "Ежов",
            "ИС-11",
            "«ОП»",
            "ОП.03",
            "Физика",
            "Иванов И. И.",
            "болел",
            "УП.01",
            "МДК.01.01",
            "Щукина",
            "ЪЫЬ",
            "тест — №1",
            "С",
            "По",
            "ГИА",
            "КР",
        ] {
            let text = format!("id,name\n1,{word}\n");
            let bytes = WINDOWS_1251.encode(&text).0.into_owned();
            assert_eq!(encoding_of(&bytes), Ok(WINDOWS_1251), "{word}");
        }
        let sample = [include_str!("../../input/students.csv"), include_str!("../../input/lessons.csv")];
        for line in sample.iter().flat_map(|text| text.lines()).filter(|line| !line.is_ascii()) {
            let bytes = WINDOWS_1251.encode(line).0.into_owned();
            assert_eq!(encoding_of(&bytes), Ok(WINDOWS_1251), "{line}");
        }
    }

    #[test]
    fn damaged_text_is_told_with_its_line() {
        let mut cut = "id,name\n1,Иванов\n2,Петров".as_bytes().to_vec();
        cut.pop();
        assert_eq!(encoding_of(&cut), Err(BadEncoding { line: 3, why: Why::Damaged("UTF-8") }));
        let mut spoilt = "id,name\n1,Иванов\n".as_bytes().to_vec();
        spoilt[11] = 0xff;
        assert_eq!(encoding_of(&spoilt).map_err(|bad| bad.line), Err(2));
        assert_eq!(encoding_of(b"id\n\xcf\xe0\x98\n"), Err(BadEncoding { line: 2, why: Why::Unknown }));
    }
}
