//! The test suite: one binary, a module a subject. Tests are data where they can be: folders of
//! input below `tests/cases` with what must be found in them.

#![allow(clippy::disallowed_methods, reason = "tests write and copy as they like")]

mod archive;
mod bags;
mod build;
mod cases;
mod cli;
mod crash;
mod damage;
mod demo;
mod docs;
mod documents;
mod extremes;
mod formats;
mod gallery;
mod guide;
mod harness;
mod hostile;
mod keeping;
mod late;
mod own;
mod planted;
mod reports;
mod search;
mod second;
mod signatures;
mod site;
mod standards;
mod study;
mod volumes;
mod years;
