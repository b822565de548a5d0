#![no_main]
// A signature and a public key, parted by NUL.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| letopis_fuzz::sign(bytes));
