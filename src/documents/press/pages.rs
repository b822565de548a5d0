//! Pages that were typeset, and what is done to them before they become a PDF: sheet numbers are put into
//! their places, parts are bound, files are attached.

use crate::documents::native::stamp;
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Derived, NativeElement, PathOrStr, Str};
use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem, Point};
use typst_layout::Page;
use typst_library::introspection::TagFlags;
use typst_library::pdf::{AttachElem, AttachedFileRelationship};

/// Pages that were typeset, not yet a PDF.
#[derive(Clone, Default)]
pub struct Pages(pub(super) EcoVec<Page>);

/// A file that a document carries.
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// What it is, in Russian.
    pub description: String,
    /// Its type: `text/csv`.
    pub mime_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Pages {
    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds an empty page where the last sheet has only one.
    pub fn fill_sheet(&mut self) {
        if let Some(last) = self.0.last().filter(|_| self.0.len() % 2 == 1) {
            let empty = Page { frame: Frame::hard(last.frame.size()), ..last.clone() };
            self.0.push(empty);
        }
    }

    /// Puts the numbers of the sheets, from 1, into their places: a sheet has one page, or two, of which the
    /// front has the number.
    pub fn number(&mut self, duplex: bool) {
        for (n, page) in self.0.make_mut().iter_mut().enumerate() {
            let text = match duplex {
                true if n % 2 == 1 => String::new(),
                true => (n / 2 + 1).to_string(),
                false => (n + 1).to_string(),
            };
            stamp::fill(&mut page.frame, &text);
        }
    }

    /// Lays pages behind these.
    pub fn append(&mut self, pages: Pages) {
        self.0.extend(pages.0);
    }

    /// Attaches files, as data that the pages show.
    pub(super) fn attach(&mut self, files: Vec<Attachment>) {
        let Some(page) = self.0.make_mut().last_mut() else { return };
        for Attachment { name, description, mime_type, bytes } in files {
            let location = Location::new(typst::utils::hash128(&name));
            let path = Derived::new(PathOrStr::Str(Str::from(name.as_str())), name.into());
            let mut file = AttachElem::new(path, Bytes::new(bytes))
                .with_relationship(Some(AttachedFileRelationship::Data))
                .with_mime_type(Some(mime_type.into()))
                .with_description(Some(description.into()))
                .pack();
            file.set_location(location);
            let flags = TagFlags { introspectable: true, tagged: false };
            page.frame.push(Point::zero(), FrameItem::Tag(Tag::Start(file, flags)));
            page.frame.push(Point::zero(), FrameItem::Tag(Tag::End(location, 0, flags)));
        }
    }
}
