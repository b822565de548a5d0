#![no_main]
// The register and the log, parted by NUL.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (register, events) = bytes.split_at(bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len()));
    let events = events.get(1..).unwrap_or_default();
    letopis_fuzz::verify("store", &[("register.jsonl", register), ("events.jsonl", events)]);
});
