#![no_main]
// The catalogue of a medium, the list of sums and a zip, parted by NUL.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(3, |byte| *byte == 0);
    let [catalogue, sums, zip] = std::array::from_fn(|_| parts.next().unwrap_or_default());
    let files = [("copy.json", catalogue), ("manifest-sha256.txt", sums), ("journals.zip", zip)];
    letopis_fuzz::verify("medium", &files);
});
