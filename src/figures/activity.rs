//! Who worked with the electronic journal, week by week (D9, I4; K6.1, F2.1.11, N6.1, P3.6).

use super::Facts;
use super::stretch::Stretch;
use crate::model::settings::TermId;
use crate::model::table::Ref;
use crate::model::tables::Person;
use crate::model::{Activity, Archive, Group, Role, SignInWay, Staff, Student, User};
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// Somebody in a role: one of `users`, or a member of staff whom `activity` names.
#[derive(Clone, Debug, Default)]
pub struct Member {
    /// The student, or whose parent; `None` where nobody knows, and of staff.
    pub student: Option<Ref<Student>>,
    /// The member of staff.
    pub staff: Option<Ref<Staff>>,
    /// Whether `users` has the person in this role.
    pub is_user: bool,
    /// Since when the account is active; of several the first day.
    pub activated: Option<NaiveDate>,
    /// Sign-ins in this role, by the Mondays of the weeks in which there were any.
    pub weeks: BTreeMap<NaiveDate, usize>,
}

/// Who somebody is: a user who is a member of staff is that member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Staff(Ref<Staff>),
    User(Ref<User>),
}

impl Who {
    fn of_user(archive: &Archive, user: Ref<User>) -> Who {
        archive.users[user].staff.map_or(Who::User(user), Who::Staff)
    }
}

/// All users by their roles, and the weeks that anything is known of.
pub struct Crowd<'a> {
    facts: &'a Facts<'a>,
    members: BTreeMap<Role, BTreeMap<Who, Member>>,
    known: BTreeSet<NaiveDate>,
}

/// What a role did in a week or a longer stretch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Persons with a sign-in.
    pub active: usize,
    /// Sign-ins.
    pub sign_ins: usize,
    /// Actions, where they are known.
    pub actions: Option<usize>,
}

impl<'a> Crowd<'a> {
    /// Gathers them.
    pub fn new(facts: &'a Facts<'a>) -> Crowd<'a> {
        let archive = facts.archive;
        let mut members: BTreeMap<Role, BTreeMap<Who, Member>> = BTreeMap::new();
        for (user, row) in archive.users.refs() {
            let own = members.entry(row.role).or_default().entry(Who::of_user(archive, user)).or_default();
            own.is_user = true;
            own.student = own.student.or(row.student);
            own.staff = row.staff;
            own.activated = own.activated.into_iter().chain(row.activated).min();
        }
        for row in archive.activity.iter() {
            let own = members.entry(row.role).or_default().entry(who(archive, row)).or_default();
            match row.user {
                Person::User(user) => {
                    own.student = own.student.or(archive.users[user].student);
                    own.staff = own.staff.or(archive.users[user].staff);
                }
                Person::Staff(staff) => own.staff = Some(staff),
            }
            if row.sign_ins > 0 {
                *own.weeks.entry(row.week).or_default() += row.sign_ins as usize;
            }
        }
        let known = archive.activity.iter().map(|row| row.week).collect();
        Crowd { facts, members, known }
    }

    fn terms(&self, group: Option<Ref<Group>>) -> Vec<TermId> {
        let archive = self.facts.archive;
        group.map_or_else(|| archive.settings.all_terms(), |group| archive.group_terms(group))
    }

    /// The last day of a stretch, of the organisation or a group.
    pub fn last_day(&self, group: Option<Ref<Group>>, stretch: Stretch) -> NaiveDate {
        stretch.last_day(&self.facts.archive.settings, &self.terms(group))
    }

    /// The weeks of a stretch that anything is known of, by their Mondays. A week counts to every
    /// stretch that any of its days lies in. In their order.
    pub fn weeks(&self, group: Option<Ref<Group>>, stretch: Stretch) -> Vec<NaiveDate> {
        let (settings, terms) = (&self.facts.archive.settings, self.terms(group));
        let lies = |monday: &NaiveDate| stretch.overlaps(settings, &terms, *monday, *monday + Days::new(6));
        self.known.iter().copied().filter(lies).collect()
    }

    /// Those of a role who are still there on the last day of a stretch: staff who have not left,
    /// students and parents of students who belong to a group (to this group); who has no student
    /// belongs to the organisation alone.
    pub fn members(
        &self,
        role: Role,
        group: Option<Ref<Group>>,
        stretch: Stretch,
    ) -> impl Iterator<Item = &Member> {
        let (archive, belonging) = (self.facts.archive, self.facts.belonging);
        let last = self.last_day(group, stretch);
        self.members.get(&role).into_iter().flat_map(BTreeMap::values).filter(move |member| {
            let stayed =
                member.staff.is_none_or(|staff| archive.staff[staff].left.is_none_or(|left| left > last));
            let studies = |student| {
                let mut groups = belonging.groups(student).iter();
                groups.any(|(span, own)| span.contains(last) && group.is_none_or(|group| group == *own))
            };
            stayed && member.student.map_or(group.is_none(), studies)
        })
    }

    /// How many pairs of a member of a role and a week there were with a sign-in, and how many there could
    /// be: members × the weeks that anything is known of.
    pub fn involved(&self, role: Role, group: Option<Ref<Group>>, stretch: Stretch) -> (usize, usize) {
        let weeks = self.weeks(group, stretch);
        let there = |member: &Member| weeks.iter().filter(|week| member.weeks.contains_key(week)).count();
        self.members(role, group, stretch)
            .fold((0, 0), |(sum, whole), member| (sum + there(member), whole + weeks.len()))
    }

    /// Sign-ins of a role in a stretch by way; `None`: those of which it is not known.
    pub fn sign_ins(&self, role: Role, stretch: Stretch, way: Option<SignInWay>) -> usize {
        let weeks = self.weeks(None, stretch);
        self.rows(role, &weeks).filter(|row| row.via == way).map(|row| row.sign_ins as usize).sum()
    }

    /// What a role did in some weeks, everybody counted who did it.
    pub fn done(&self, role: Role, weeks: &[NaiveDate]) -> Done {
        let archive = self.facts.archive;
        let (mut active, mut done) = (BTreeSet::new(), Done::default());
        for row in self.rows(role, weeks) {
            if row.sign_ins > 0 {
                active.insert(who(archive, row));
            }
            done.sign_ins += row.sign_ins as usize;
            let actions = row.actions.map(|actions| actions as usize + done.actions.unwrap_or(0));
            done.actions = actions.or(done.actions);
        }
        Done { active: active.len(), ..done }
    }

    fn rows(&self, role: Role, weeks: &[NaiveDate]) -> impl Iterator<Item = &Activity> {
        let rows = self.facts.archive.activity.iter();
        rows.filter(move |row| row.role == role && weeks.binary_search(&row.week).is_ok())
    }

    /// The weeks that anything is known of, by their Mondays, in their order.
    pub fn known(&self) -> impl Iterator<Item = NaiveDate> {
        self.known.iter().copied()
    }

    /// The roles that anybody has, in their order.
    pub fn roles(&self) -> impl Iterator<Item = Role> {
        self.members.keys().copied()
    }
}

fn who(archive: &Archive, row: &Activity) -> Who {
    match row.user {
        Person::User(user) => Who::of_user(archive, user),
        Person::Staff(staff) => Who::Staff(staff),
    }
}
