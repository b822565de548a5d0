//! The people and groups of the college, and which places of the demo are theirs.

/// Groups that began together.
pub(super) struct Cohort {
    pub(super) began: i32,
    letters: &'static str,
    pub(super) program: &'static str,
    /// Whether the office gives the group the same id in every year.
    keeps_id: bool,
}

pub(super) const COHORTS: [Cohort; 3] = [
    Cohort {
        began: 2021,
        letters: "ИС",
        program: "Информационные системы и программирование",
        keeps_id: true,
    },
    Cohort {
        began: 2020, letters: "СА", program: "Сетевое и системное администрирование", keeps_id: false
    },
    Cohort {
        began: 2024,
        letters: "ИС",
        program: "Информационные системы и программирование",
        keeps_id: false,
    },
];

impl Cohort {
    pub(super) fn course(&self, year: i32) -> i32 {
        year - self.began + 1
    }

    /// The group's name in a year: «ИС-31».
    pub(super) fn name(&self, year: i32) -> String {
        format!("{}-{}1", self.letters, self.course(year))
    }

    /// The group's id in a year.
    pub(super) fn id(&self, year: i32) -> String {
        match (self.keeps_id, self.letters) {
            (true, _) => "is".to_owned(),
            (false, "ИС") => format!("is{}", self.began),
            (false, _) => format!("sa{}", self.course(year)),
        }
    }

    pub(super) fn ends(&self) -> String {
        format!("{}-06-30", self.began + 4)
    }
}

/// A student: key, name, birth, record book. Who has none is known by name and the beginning of study.
pub(super) type Person = (&'static str, &'static str, &'static str, &'static str);

pub(super) const PEOPLE: [Person; 20] = [
    ("a01", "Абрамова Елена Михайловна", "2005-10-08", "21-0101"),
    // Marries before her third year: see [`name_of`].
    ("a02", "Беляева Дарья Олеговна", "2005-03-09", "21-0102"),
    ("a03", "Виноградов Пётр Юрьевич", "2005-07-30", "21-0103"),
    // Leaves in the second year.
    ("a04", "Гаврилов Олег Андреевич", "2005-04-18", "21-0104"),
    // Comes from elsewhere in the third year.
    ("a05", "Денисов Илья Олегович", "2005-06-28", "23-0305"),
    // Has a debt of the second year, cleared in the autumn after.
    ("a06", "Егоров Артём Андреевич", "2005-03-19", "21-0106"),
    // Was ill at the end of the second year, and examined in September.
    ("a07", "Жукова Алина Викторовна", "2005-07-29", "21-0107"),
    ("b01", "Захаров Никита Михайлович", "2004-10-17", "20-0201"),
    ("b02", "Иванова Надежда Николаевна", "2004-11-21", "20-0202"),
    // Without a record book.
    ("b03", "Калинин Егор Александрович", "2004-12-26", ""),
    // Two of one name without record books.
    ("b04", "Кузнецов Иван Петрович", "", ""),
    ("b05", "Кузнецов Иван Петрович", "", ""),
    // Goes over to the other group in the third year of the others, his fourth.
    ("b06", "Логинов Богдан Сергеевич", "2004-08-27", "20-0206"),
    ("b07", "Медведева Виктория Викторовна", "2004-06-27", "20-0207"),
    ("c01", "Никитин Роман Павлович", "2008-10-28", "24-0401"),
    ("c02", "Осипова Мария Андреевна", "2008-04-24", "24-0402"),
    // Of the name of one who left years before.
    ("c03", "Гаврилов Олег Андреевич", "2008-05-01", "24-0403"),
    ("c04", "Павлова Анна Игоревна", "2008-02-03", "24-0404"),
    ("c05", "Романов Глеб Ильич", "2008-09-05", "24-0405"),
    ("c06", "Сергеева Ольга Львовна", "2008-01-14", "24-0406"),
];

/// Who has which place of the demo in a year.
pub(super) fn places(year: i32) -> Vec<(&'static str, &'static str)> {
    let mut places =
        vec![("g02s01", "a01"), ("g02s02", "a02"), ("g02s05", "a03"), ("g02s06", "a06"), ("g02s07", "a07")];
    places.extend(match year {
        2021 => vec![("g02s09", "a04")],
        2022 => vec![("g02s08", "a04")],
        2023 => vec![("g02s04", "a05"), ("g02s10", "b06")],
        _ => vec![("g02s09", "a05"), ("g02s03", "b06")],
    });
    places.extend(match year {
        2024 => vec![
            ("g01s01", "c01"),
            ("g01s02", "c02"),
            ("g01s03", "c03"),
            ("g01s05", "c04"),
            ("g01s06", "c05"),
            ("g01s07", "c06"),
        ],
        _ => vec![
            ("g01s01", "b01"),
            ("g01s02", "b02"),
            ("g01s03", "b03"),
            ("g01s05", "b04"),
            ("g01s06", "b05"),
            ("g01s09", "b07"),
        ],
    });
    if year < 2023 {
        places.push(("g01s07", "b06"));
    }
    places
}

/// The groups of a year by the demo's ids.
pub(super) fn cohorts(year: i32) -> [(&'static str, &'static Cohort); 2] {
    [("g01", &COHORTS[if year == 2024 { 2 } else { 1 }]), ("g02", &COHORTS[0])]
}

/// A student's id in a year: the cohort of 2020 gets new ones every autumn.
pub(crate) fn id_of(key: &str, year: i32) -> String {
    match key.strip_prefix('b') {
        Some(number) if year < 2024 => format!("s{year}-{}", 90 - number.parse::<i32>().expect("a number")),
        Some(_) => format!("{key}is"),
        None => key.to_owned(),
    }
}

/// A student's full name in a year.
pub(super) fn name_of(key: &str, year: i32) -> String {
    let name = PEOPLE.iter().find(|person| person.0 == key).expect("a person").1;
    if key == "a02" && year >= 2023 {
        name.replace("Беляева", "Соколова")
    } else {
        name.to_owned()
    }
}

/// Index, name, component and module of what is taught.
type Discipline = (&'static str, &'static str, &'static str, &'static str);

/// The journals of a group by the last digits of their ids; some go on for two years.
pub(super) const JOURNALS: [(&str, [Discipline; 4]); 5] = [
    ("j01", [MATHEMATICS, MATHEMATICS, METHODS, ("ОП.11", "Математическое моделирование", "discipline", "")]),
    ("j02", [LANGUAGE, LANGUAGE, PROFESSIONAL, PROFESSIONAL]),
    ("j03", [LANGUAGE, LANGUAGE, PROFESSIONAL, PROFESSIONAL]),
    (
        "j04",
        [DATABASES, DATABASES, SOFTWARE, ("МДК.03.01", "Сопровождение систем", "mdk", "ПМ.03 Сопровождение")],
    ),
    (
        "j05",
        [
            ("УП.01", "Учебная практика", "edu-practice", "ПМ.01 Базы данных"),
            ("УП.01", "Учебная практика", "edu-practice", "ПМ.01 Базы данных"),
            ("ПП.02", "Производственная практика", "prod-practice", "ПМ.02 Разработка"),
            ("ПДП", "Преддипломная практика", "pre-diploma", ""),
        ],
    ),
];
const MATHEMATICS: Discipline = ("ОУП.04", "Математика", "discipline", "");
const METHODS: Discipline = ("ОП.10", "Численные методы", "discipline", "");
const LANGUAGE: Discipline = ("ОУП.03", "Иностранный язык", "discipline", "");
const PROFESSIONAL: Discipline = ("ОГСЭ.04", "Язык в профессии", "discipline", "");
const DATABASES: Discipline = ("МДК.01.01", "Базы данных", "mdk", "ПМ.01 Базы данных");
const SOFTWARE: Discipline = ("МДК.02.01", "Разработка программ", "mdk", "ПМ.02 Разработка");
