//! Words as they are searched for: lower case, ё as е, Russian ones by their stem.

use pagefind_stem::{Algorithm, Stemmer};

/// Parts a text into words: runs of letters and digits, in lower case, ё as е.
pub fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    // Folded word by word: a small letter may be more than one character, and not all of them letters.
    words.map(|word| word.to_lowercase().replace('ё', "е")).collect()
}

/// The stem of a word of [`words`]; one without Cyrillic letters is its own.
pub fn stem(word: &str) -> String {
    let is_cyrillic = word.chars().any(|c| matches!(c, 'а'..='я'));
    match is_cyrillic {
        true => Stemmer::create(Algorithm::Russian).stem(word).into_owned(),
        false => word.to_owned(),
    }
}

/// What a word is found by: its stem, and where the stemmer takes a noun for a gerund («массив», «взрыв»)
/// the word itself, which is the stem of its other forms («массивы»).
pub fn keys(word: &str) -> Vec<String> {
    let stem = stem(word);
    let is_noun = word.ends_with("ив") || word.ends_with("ыв");
    let own = (is_noun && stem != word).then(|| word.to_owned());
    [stem].into_iter().chain(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        assert_eq!(words("Ёлка — 2-я, О’Нил «SQL»"), ["елка", "2", "я", "о", "нил", "sql"]);
        for forms in [["уравнения", "уравнений", "уравнению"], ["функции", "функцией", "функция"]]
        {
            assert!(forms.iter().all(|form| stem(form) == stem(forms[0])), "{forms:?}");
        }
        assert!(keys("массив").contains(&stem("массивы")));
        assert_eq!(stem("sql"), "sql");
    }
}
