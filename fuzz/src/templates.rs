//! The templates that the store's page is made of: the program embeds them all by their place in its crate.

/// As in the program, those of the store alone.
pub struct Templates;

const FILES: [(&str, &[u8]); 5] = [
    ("site/style.css", include_bytes!("../../templates/site/style.css")),
    ("store/README.txt", include_bytes!("../../templates/store/README.txt")),
    ("store/archive.html", include_bytes!("../../templates/store/archive.html")),
    ("store/index.html", include_bytes!("../../templates/store/index.html")),
    ("store/medium.txt", include_bytes!("../../templates/store/medium.txt")),
];

impl Templates {
    /// The embedded templates.
    pub fn built_in() -> Templates {
        Templates
    }

    /// The templates below a folder, with their paths below it, in byte order.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        let inside = move |(name, bytes): (&'static str, &'static [u8])| {
            Some((name.strip_prefix(folder)?.strip_prefix('/')?, bytes))
        };
        FILES.into_iter().filter_map(inside)
    }
}
