//! Russian for what people read: counted nouns, numbers in words, dates.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};

/// A number with its noun: `["ошибка", "ошибки", "ошибок"]` gives «1 ошибка», «3 ошибки», «11 ошибок».
pub fn count(n: usize, forms: [&str; 3]) -> String {
    format!("{} {}", grouped(n), noun(n, forms))
}

/// The noun's form after a number: of one, of two to four, of many.
pub fn noun(n: usize, forms: [&str; 3]) -> &str {
    match (n % 100, n % 10) {
        (11..=14, _) => forms[2],
        (_, 1) => forms[0],
        (_, 2..=4) => forms[1],
        _ => forms[2],
    }
}

/// A text that goes on in the middle of a sentence: its first letter small.
pub fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// In quotes; quotes that it has itself become inner ones: «ГБПОУ „ПКИТ“».
pub fn quoted(text: &str) -> String {
    format!("«{}»", text.replace('«', "„").replace('»', "“"))
}

/// Digits in groups of three with a no-break space from 10 000 on.
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

/// A whole number below a milliard in words, masculine nominative: 142 is «сто сорок два».
pub fn spelled(n: usize) -> String {
    const UNITS: [&str; 20] = [
        "",
        "один",
        "два",
        "три",
        "четыре",
        "пять",
        "шесть",
        "семь",
        "восемь",
        "девять",
        "десять",
        "одиннадцать",
        "двенадцать",
        "тринадцать",
        "четырнадцать",
        "пятнадцать",
        "шестнадцать",
        "семнадцать",
        "восемнадцать",
        "девятнадцать",
    ];
    const TENS: [&str; 10] = [
        "",
        "",
        "двадцать",
        "тридцать",
        "сорок",
        "пятьдесят",
        "шестьдесят",
        "семьдесят",
        "восемьдесят",
        "девяносто",
    ];
    const HUNDREDS: [&str; 10] = [
        "",
        "сто",
        "двести",
        "триста",
        "четыреста",
        "пятьсот",
        "шестьсот",
        "семьсот",
        "восемьсот",
        "девятьсот",
    ];
    fn below_thousand(n: usize, feminine: bool, words: &mut Vec<&'static str>) {
        words.push(HUNDREDS[n / 100]);
        let rest = n % 100;
        let units = if rest < 20 { rest } else { rest % 10 };
        if rest >= 20 {
            words.push(TENS[rest / 10]);
        }
        words.push(match (units, feminine) {
            (1, true) => "одна",
            (2, true) => "две",
            _ => UNITS[units],
        });
    }
    if n == 0 {
        return "ноль".to_owned();
    }
    let mut words = Vec::new();
    let (millions, thousands, rest) = (n / 1_000_000 % 1000, n / 1000 % 1000, n % 1000);
    if millions > 0 {
        below_thousand(millions, false, &mut words);
        words.push(noun(millions, ["миллион", "миллиона", "миллионов"]));
    }
    if thousands > 0 {
        below_thousand(thousands, true, &mut words);
        words.push(noun(thousands, ["тысяча", "тысячи", "тысяч"]));
    }
    below_thousand(rest, false, &mut words);
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

/// «02.09.2024».
pub fn date(date: NaiveDate) -> String {
    format!("{:02}.{:02}.{}", date.day(), date.month(), date.year())
}

/// «02.09.2024 в 18:05»; of a midnight, which is a day without a time, «02.09.2024».
pub fn moment(moment: NaiveDateTime) -> String {
    match (moment.hour(), moment.minute()) {
        (0, 0) => date(moment.date()),
        (hour, minute) => format!("{} в {hour:02}:{minute:02}", date(moment.date())),
    }
}

/// The month's name: «сентябрь».
pub fn month(date: NaiveDate) -> &'static str {
    [
        "январь",
        "февраль",
        "март",
        "апрель",
        "май",
        "июнь",
        "июль",
        "август",
        "сентябрь",
        "октябрь",
        "ноябрь",
        "декабрь",
    ][date.month0() as usize]
}

/// A day in words: «4 июля 2025 г.».
pub fn long_date(date: NaiveDate) -> String {
    const OF_MONTHS: [&str; 12] = [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ];
    format!("{}\u{a0}{} {}\u{a0}г.", date.day(), OF_MONTHS[date.month0() as usize], date.year())
}

/// The weekday in two letters: «пн».
pub fn weekday(date: NaiveDate) -> &'static str {
    ["пн", "вт", "ср", "чт", "пт", "сб", "вс"][date.weekday().num_days_from_monday() as usize]
}

/// The weekday: «понедельник».
pub fn weekday_in_full(date: NaiveDate) -> &'static str {
    WEEKDAYS[date.weekday().num_days_from_monday() as usize]
}

/// The days of a week from Monday.
pub const WEEKDAYS: [&str; 7] =
    ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"];

/// A mark of the five-point scale in words: «4» is «хорошо», «3-» is «удовлетворительно»; `None` of another.
pub fn mark_in_words(mark: &str) -> Option<&'static str> {
    match mark.trim_end_matches(['+', '-']) {
        "5" => Some("отлично"),
        "4" => Some("хорошо"),
        "3" => Some("удовлетворительно"),
        "2" => Some("неудовлетворительно"),
        _ => None,
    }
}

/// A text with a capital at its beginning.
pub fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Rounded half away from zero to so many places, as people do it and as formatting alone does not.
fn rounded(value: f64, places: i32) -> f64 {
    let scale = 10_f64.powi(places);
    // What binary fractions lose (2.675 is stored below 2.675) is far below the last place shown.
    let shifted = value * scale;
    (shifted + shifted.signum() * 1e-9).round() / scale + 0.0
}

/// A number as people write it: decimal comma, at most two places, no trailing zeros.
pub fn decimal(value: f64) -> String {
    let text = format!("{:.2}", rounded(value, 2));
    text.trim_end_matches('0').trim_end_matches('.').replace('.', ",")
}

/// A count that is not shown where it is none, so that what is there stands out.
pub fn few(n: usize) -> String {
    if n == 0 { String::new() } else { n.to_string() }
}

/// Hours that are not shown where there are none.
pub fn few_hours(hours: f64) -> String {
    if hours == 0.0 { String::new() } else { decimal(hours) }
}

/// A mean with both places: «4,00».
pub fn mean(value: f64) -> String {
    format!("{:.2}", rounded(value, 2)).replace('.', ",")
}

/// A share of 0–1 as whole percent: «91 %», with a no-break space. What is neither nothing nor all is
/// not shown as such: «99,6 %», «0,4 %», and at the very ends «99,9 %» and «0,1 %».
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let whole = rounded(percent, 0);
    let is_exact = (whole - percent).abs() < 1e-9;
    if is_exact || (whole > 0.0 && whole < 100.0) || !(0.0..=100.0).contains(&percent) {
        return format!("{whole:.0}\u{a0}%");
    }
    format!("{}\u{a0}%", format!("{:.1}", rounded(percent, 1).clamp(0.1, 99.9)).replace('.', ","))
}

/// A size for people: «117 КБ», «1,4 МБ» (1 КБ = 1024 байта).
pub fn size(bytes: u64) -> String {
    let kib = bytes as f64 / 1024.0;
    if bytes < 1024 {
        count(bytes as usize, ["байт", "байта", "байт"])
    } else if kib < 1024.0 {
        format!("{kib:.0}\u{a0}КБ")
    } else {
        format!("{}\u{a0}МБ", format!("{:.1}", kib / 1024.0).replace('.', ","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_agree_with_numbers() {
        let forms = ["лист", "листа", "листов"];
        for (n, expected) in [
            (0, "0 листов"),
            (1, "1 лист"),
            (3, "3 листа"),
            (11, "11 листов"),
            (21, "21 лист"),
            (112, "112 листов"),
            (12_345, "12\u{a0}345 листов"),
        ] {
            assert_eq!(count(n, forms), expected);
        }
    }

    #[test]
    fn quotes_in_quotes_are_inner_ones() {
        assert_eq!(quoted("ГБПОУ «ПКИТ»"), "«ГБПОУ „ПКИТ“»");
        assert_eq!(quoted("Школа № 5"), "«Школа № 5»");
    }

    #[test]
    fn numbers_are_spelled() {
        for (n, expected) in [
            (0, "ноль"),
            (7, "семь"),
            (19, "девятнадцать"),
            (40, "сорок"),
            (142, "сто сорок два"),
            (1000, "одна тысяча"),
            (2_312, "две тысячи триста двенадцать"),
            (1_021_005, "один миллион двадцать одна тысяча пять"),
        ] {
            assert_eq!(spelled(n), expected);
        }
    }

    #[test]
    fn decimals_and_sizes_are_russian() {
        assert_eq!(decimal(3.0), "3");
        assert_eq!(decimal(3.456), "3,46");
        assert_eq!(decimal(-0.0), "0");
        assert_eq!(mean(4.125), "4,13");
        assert_eq!(mean(2.675), "2,68");
        assert_eq!(percent(0.125), "13\u{a0}%");
        assert_eq!(percent(0.913), "91\u{a0}%");
        assert_eq!(percent(0.996), "99,6\u{a0}%");
        assert_eq!(percent(0.99999), "99,9\u{a0}%");
        assert_eq!(percent(0.0001), "0,1\u{a0}%");
        assert_eq!(percent(0.0), "0\u{a0}%");
        assert_eq!(percent(1.0), "100\u{a0}%");
        assert_eq!(size(1_500_000), "1,4\u{a0}МБ");
    }
}
