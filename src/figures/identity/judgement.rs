//! Whether a person of later years and a student of an earlier one are one: what they agree in, and what
//! speaks against it.

use super::person::{NameParts, Person, Sight};

/// How much speaks for it that two of one id are one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    /// The day of birth or the record book confirms it.
    Confirmed,
    /// The full name is the same, and nothing confirms it.
    FullName,
    /// The given name and the family name or the patronymic are the same, and nothing confirms it.
    HalfName,
}

/// Why two of one id, record book or name are not one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clash {
    /// Born on different days.
    Birth,
    /// Neither the record books nor the names agree.
    RecordBooks,
    /// The names do not agree enough.
    Names,
    /// The names agree in part, and the full name is another's in one of the years.
    Elsewhere,
    /// Enrolled for different years.
    Enrolled,
}

impl Clash {
    /// What does not agree.
    pub fn label(self) -> &'static str {
        match self {
            Clash::Birth => "разные даты рождения",
            Clash::RecordBooks => "разные имена и зачётные книжки",
            Clash::Names => "разные имена",
            Clash::Elsewhere => "то же полное имя — под другим кодом",
            Clash::Enrolled => "разное начало обучения",
        }
    }
}

impl NameParts {
    /// Whether they may be one person's where nothing but an id says so: who marries keeps the given name and
    /// the patronymic.
    fn half_agree(&self, other: &NameParts) -> bool {
        let patronymics = self.patronymic.is_some() && self.patronymic == other.patronymic;
        self.given == other.given && (self.family == other.family || patronymics)
    }

    /// Whether they may be one person's where something else says so too: two of the three parts, of which an
    /// untold patronymic is one.
    fn are_near(&self, other: &NameParts) -> bool {
        let patronymics = self.patronymic.as_ref().zip(other.patronymic.as_ref());
        let agree = [
            self.family == other.family,
            self.given == other.given,
            patronymics.is_none_or(|(one, other)| one == other),
        ];
        agree.into_iter().filter(|own| *own).count() > 1
    }
}

impl Person {
    /// Whether a student bears one of the full names.
    pub(super) fn has_name_of(&self, other: &Sight) -> bool {
        self.sights.iter().any(|own| own.folded == other.folded)
    }

    /// Whether a student of the same id may be this person, and how much speaks for it.
    pub(super) fn likeness(&self, other: &Sight) -> Result<Likeness, Clash> {
        let (birth, record) = (self.same_birth(other), self.same_record(other));
        let is_full = self.has_name_of(other);
        let agree = |how: fn(&NameParts, &NameParts) -> bool| {
            self.sights.iter().any(|own| how(&own.parts, &other.parts))
        };
        if birth == Some(false) {
            return Err(Clash::Birth);
        }
        if record == Some(false) && !is_full {
            return Err(Clash::RecordBooks);
        }
        // Twins have one family name, one patronymic and one day of birth.
        let same_given = agree(|own, other| own.given == other.given);
        match (birth == Some(true), record == Some(true)) {
            (true, true) => Ok(Likeness::Confirmed),
            (true, false) if same_given && agree(NameParts::are_near) => Ok(Likeness::Confirmed),
            (false, true) if agree(NameParts::are_near) => Ok(Likeness::Confirmed),
            _ if is_full => Ok(Likeness::FullName),
            _ if !agree(NameParts::half_agree) => Err(Clash::Names),
            _ if self.earliest().began_with(other) == Some(false) => Err(Clash::Enrolled),
            _ => Ok(Likeness::HalfName),
        }
    }

    /// Why a student of the same record book is another person; `None`: is this one.
    pub(super) fn record_clash(&self, other: &Sight) -> Option<Clash> {
        let are_near = || self.sights.iter().any(|own| own.parts.are_near(&other.parts));
        match self.same_birth(other) {
            Some(false) => Some(Clash::Birth),
            Some(true) => None,
            None => (!are_near()).then_some(Clash::Names),
        }
    }

    /// Whether somebody of the same name is surely another person: with another record book or day of birth.
    pub(super) fn is_namesake(&self, other: &Sight) -> bool {
        self.same_record(other) == Some(false) || self.same_birth(other) == Some(false)
    }

    /// Whether both were enrolled, and in none of the years for the same one.
    pub(super) fn enrolled_apart(&self, other: &Sight) -> bool {
        let told: Vec<bool> = self.sights.iter().filter_map(|own| own.enrolled_with(other)).collect();
        !told.is_empty() && !told.contains(&true)
    }

    /// Whether they were born on the same day; `None` where it is not known of both.
    fn same_birth(&self, other: &Sight) -> Option<bool> {
        let day = other.birth_date?;
        let mut own = self.sights.iter().filter_map(|sight| sight.birth_date).peekable();
        own.peek()?;
        Some(own.any(|own| own == day))
    }

    /// Whether they have the same record book; `None` where it is not known of both.
    fn same_record(&self, other: &Sight) -> Option<bool> {
        let record = other.folded_record()?;
        let own = self.records();
        (!own.is_empty()).then(|| own.contains(&record))
    }
}
