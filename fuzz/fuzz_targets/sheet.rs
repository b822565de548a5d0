#![no_main]

// The sheet's XML, and behind the first NUL the table of texts.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(2, |byte| *byte == 0);
    let (sheet, texts) = (parts.next().unwrap_or_default(), parts.next().unwrap_or(b"<sst/>"));
    letopis_fuzz::check("attendance.xlsx", &letopis_fuzz::workbook(sheet, texts));
});
