//! Topics and homework: where each stem stands, and the texts themselves.

use super::words::{keys, words};
use crate::figures::Facts;
use crate::figures::journal::all_homework;
use crate::model::Lesson;
use crate::model::table::Ref;
use crate::words::date;
use anyhow::Result;
use foldhash::HashMap;

/// About how large a file is: small enough to be read at once from a slow medium, large enough that they
/// are not many.
const SIZE: usize = 48 * 1024;

/// Writes the files; returns the numbers of the lessons that the files of texts begin with. Lessons are
/// numbered through the journals, in the order of both.
pub fn files(facts: &Facts<'_>, mut write: impl FnMut(String, Vec<u8>) -> Result<()>) -> Result<Vec<usize>> {
    let mut index = Index::default();
    let mut firsts = Vec::new();
    let mut texts = Vec::new();
    let (mut number, mut size) = (0, 0);
    for (journal, _) in facts.archive.journals.refs() {
        for lesson in facts.ledger.lessons(journal) {
            if texts.is_empty() {
                firsts.push(number as usize);
            }
            let row = &facts.archive.lessons[*lesson];
            let text = (date(row.date), row.topic.as_deref().unwrap_or_default(), homework(facts, *lesson));
            index.add(2 * number, text.1);
            index.add(2 * number + 1, &text.2);
            size += text.1.len() + text.2.len();
            texts.push(text);
            number += 1;
            if size >= SIZE {
                let (path, bytes) = super::script(&format!("texts-{}", firsts.len() - 1), &texts)?;
                write(path, bytes)?;
                texts.clear();
                size = 0;
            }
        }
    }
    if !texts.is_empty() {
        let (path, bytes) = super::script(&format!("texts-{}", firsts.len() - 1), &texts)?;
        write(path, bytes)?;
    }
    index.files(write)?;
    Ok(firsts)
}

fn homework(facts: &Facts<'_>, lesson: Ref<Lesson>) -> String {
    let texts: Vec<&str> = all_homework(facts, lesson).into_iter().map(|(text, _)| text).collect();
    texts.join("; ")
}

/// Every stem with the numbers of the texts that it stands in, ascending.
#[derive(Default)]
struct Index {
    /// The places of what each word met is found by. Never gone through: their order is nobody's.
    places: HashMap<String, Vec<usize>>,
    keys: HashMap<String, usize>,
    found: Vec<(String, Vec<u32>)>,
}

impl Index {
    fn add(&mut self, number: u32, text: &str) {
        for word in words(text) {
            if !self.places.contains_key(&word) {
                self.learn(word.clone());
            }
            for place in &self.places[&word] {
                let numbers = &mut self.found[*place].1;
                if numbers.last() != Some(&number) {
                    numbers.push(number);
                }
            }
        }
    }

    fn learn(&mut self, word: String) {
        let found = &mut self.found;
        let place = |key: String| {
            *self.keys.entry(key).or_insert_with_key(|key| {
                found.push((key.clone(), Vec::new()));
                found.len() - 1
            })
        };
        let places = keys(&word).into_iter().map(place).collect();
        self.places.insert(word, places);
    }

    /// `words.js` and the files of where they stand.
    fn files(self, mut write: impl FnMut(String, Vec<u8>) -> Result<()>) -> Result<()> {
        let mut found = self.found;
        found.sort();
        let mut lists: Vec<String> = Vec::new();
        let mut rest = found.as_slice();
        while !rest.is_empty() {
            let mut size = 0;
            let full = |(_, numbers): &(String, Vec<u32>)| {
                size += numbers.len() * 4;
                size >= SIZE
            };
            let length = rest.iter().position(full).map_or(rest.len(), |last| last + 1);
            let (own, later) = rest.split_at(length);
            let steps: Vec<Vec<u32>> = own.iter().map(|(_, numbers)| steps(numbers)).collect();
            let (path, bytes) = super::script(&format!("found-{}", lists.len()), &steps)?;
            write(path, bytes)?;
            lists.push(own.iter().map(|(stem, _)| &**stem).collect::<Vec<_>>().join(" "));
            rest = later;
        }
        let (path, bytes) = super::script("words", &lists)?;
        write(path, bytes)
    }
}

/// The first number, then the steps to the next: they are short.
fn steps(numbers: &[u32]) -> Vec<u32> {
    let mut before = 0;
    numbers.iter().map(|number| number - std::mem::replace(&mut before, *number)).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn steps_lead_from_number_to_number() {
        assert_eq!(super::steps(&[17, 20, 64]), [17, 3, 44]);
    }
}
