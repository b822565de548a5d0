//! Where pages lie and how a link to them is written.

/// The path of a page below `site/`: `journals/g01j01.html`.
pub fn path(folder: &str, stem: &str) -> String {
    format!("{folder}/{stem}.html")
}

/// A path as a relative link. File names hold percent signs of their own (`%D0%98.html`), which a
/// link must encode.
pub fn href(path: &str) -> String {
    path.replace('%', "%25")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_link_leads_to_the_file_of_that_name() {
        assert_eq!(super::href("groups/%D0%98.html"), "groups/%25D0%2598.html");
    }
}
