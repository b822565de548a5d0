//! The numbers of marks: first, second, … of a student at a lesson (contract §1, `marks.n`).

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;

/// The place of each mark among those of its lesson and student, by order of rows.
#[derive(Default)]
pub(super) struct Numbers {
    once: HashSet<u64, foldhash::fast::FixedState>,
    again: HashMap<u64, u32>,
}

impl Numbers {
    /// The next one. Lessons and students are told apart by 64 bits of their digest: half a million
    /// marks meet by chance once in a hundred million years of June.
    #[inline]
    pub(super) fn next(&mut self, lesson: &str, student: &str) -> u32 {
        let key = foldhash::quality::FixedState::default().hash_one((lesson, student));
        if self.once.insert(key) {
            return 1;
        }
        let number = self.again.entry(key).or_insert(1);
        *number += 1;
        *number
    }
}
