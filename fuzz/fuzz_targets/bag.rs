#![no_main]
// The tag files, parted by NUL.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    const NAMES: [&str; 5] =
        ["bagit.txt", "manifest-sha256.txt", "tagmanifest-md5.txt", "bag-info.txt", "fetch.txt"];
    let parts = NAMES.into_iter().zip(bytes.split(|byte| *byte == 0));
    let mut files: Vec<(&str, &[u8])> = parts.collect();
    files.push(("data/a", b"a"));
    letopis_fuzz::verify("bag", &files);
});
