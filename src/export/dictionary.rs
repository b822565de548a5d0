//! The page of `docs/` that names every column: made from the model, so that it is never wrong.

use super::blank::{Blank, kind_label};
use std::fmt::Write;

const HEAD: &str = "# Таблицы и столбцы

Заголовки столбцов и имена таблиц — английские или русские; заглавные буквы, ё и знак подчёркивания не важны.
Файл, папка или лист книги называется именем таблицы, английским или русским: `marks.csv`, `Отметки.xlsx`, лист «Отметки».
Звёздочка — столбец обязателен. Эту страницу пишет сама программа: `ACCEPT=1 cargo test dictionary`.
";

/// The page, in Markdown.
pub fn markdown() -> String {
    let mut page = HEAD.to_owned();
    for table in Blank::all() {
        let _ = write!(page, "\n## {} — {}\n\n", table.name, quoted(table.titles));
        page.push_str("| столбец | русский заголовок | что в нём |\n|---|---|---|\n");
        for column in table.columns {
            let star = if column.required { "\\*" } else { "" };
            let mut holds = kind_label(column);
            if !column.words.is_empty() {
                let words: Vec<String> =
                    column.words.iter().map(|(word, label)| format!("`{word}` {label}")).collect();
                holds = format!("{holds}: {}", words.join(", "));
            }
            let _ = writeln!(page, "| `{}`{star} | {} | {holds} |", column.name, quoted(column.headings));
        }
    }
    page
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("«{name}»")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mark::fold;
    use crate::model::table::MAX_COLUMNS;
    use std::collections::BTreeMap;

    #[test]
    fn no_heading_means_two_columns_and_no_name_two_tables() {
        let mut tables = BTreeMap::new();
        for table in Blank::all() {
            assert!(table.columns.len() <= MAX_COLUMNS, "{}", table.name);
            for name in [&[table.name], table.titles].concat() {
                assert_eq!(tables.insert(fold(name), table.name), None, "{name}");
            }
            let mut headings = BTreeMap::new();
            for column in table.columns {
                let own = [column.name.replace('_', " ")].into_iter();
                for heading in own.chain(column.headings.iter().map(|heading| fold(heading))) {
                    assert_eq!(
                        headings.insert(heading.clone(), column.name),
                        None,
                        "{}: {heading}",
                        table.name
                    );
                }
            }
        }
    }
}
