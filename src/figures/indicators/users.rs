//! Users of the electronic journal: whose account is active, who signs in week by week, and how
//! (I4; P4.6, P3.6, K6.1). Students and parents are told of by group too.

use super::{Category, Compute, Indicator, Tally, Unit, unlimited};
use crate::figures::activity::Crowd;
use crate::figures::stretch::Stretch;
use crate::model::table::Ref;
use crate::model::{Archive, Group, Role, SignInWay};

const ACTIVATED: &str = "активированные к концу периода / пользователи роли";
const INVOLVED: &str =
    "пары «пользователь, неделя» со входом / пользователи роли × недели, о которых есть сведения";

/// Активация учителей.
pub(super) const ACTIVATED_TEACHERS: Indicator =
    activation("activated-teachers", "Активация учителей", |crowd, group, stretch| {
        activated(crowd, Role::Teacher, group, stretch)
    });

/// Активация учеников.
pub(super) const ACTIVATED_STUDENTS: Indicator =
    activation("activated-students", "Активация учеников", |crowd, group, stretch| {
        activated(crowd, Role::Student, group, stretch)
    });

/// Активация родителей.
pub(super) const ACTIVATED_PARENTS: Indicator =
    activation("activated-parents", "Активация родителей", |crowd, group, stretch| {
        activated(crowd, Role::Parent, group, stretch)
    });

/// Участие преподавателей.
pub(super) const INVOLVED_TEACHERS: Indicator = involvement(
    "involved-teachers",
    "Участие преподавателей",
    false,
    |crowd, group, stretch| involved(crowd, Role::Teacher, group, stretch),
);

/// Участие кураторов.
pub(super) const INVOLVED_CURATORS: Indicator = involvement(
    "involved-curators",
    "Участие кураторов (классных руководителей)",
    false,
    |crowd, group, stretch| involved(crowd, Role::Curator, group, stretch),
);

/// Участие обучающихся.
pub(super) const INVOLVED_STUDENTS: Indicator = involvement(
    "involved-students",
    "Участие обучающихся",
    false,
    |crowd, group, stretch| involved(crowd, Role::Student, group, stretch),
);

/// Вовлечённость родителей.
pub(super) const INVOLVED_PARENTS: Indicator = involvement(
    "involved-parents",
    "Вовлечённость родителей",
    true,
    |crowd, group, stretch| involved(crowd, Role::Parent, group, stretch),
);

/// Учителя: авторизация через ЕСИА.
pub(super) const ESIA: Indicator = Indicator {
    id: "esia",
    title: "Учителя: авторизация через ЕСИА",
    in_isuod: true,
    category: Category::Users,
    unit: Unit::Share,
    formula: "входы преподавателей через ЕСИА / их входы, о которых известен способ",
    source: "активность",
    limit: unlimited,
    clauses: &["P4.6"],
    missing: without_activity,
    compute: Compute::Users(|crowd, group, stretch| {
        group.is_none().then(|| {
            let by = |way| crowd.sign_ins(Role::Teacher, stretch, way);
            let (esia, password) = (by(Some(SignInWay::Esia)), by(Some(SignInWay::Password)));
            Tally { unknown: by(None), ..Tally::of(esia, esia + password) }
        })
    }),
};

type Users = fn(&Crowd<'_>, Option<Ref<Group>>, Stretch) -> Option<Tally>;

const fn activation(id: &'static str, title: &'static str, compute: Users) -> Indicator {
    Indicator {
        id,
        title,
        in_isuod: true,
        category: Category::Users,
        unit: Unit::Share,
        formula: ACTIVATED,
        source: "пользователи",
        limit: unlimited,
        clauses: &["P4.6"],
        missing: without_users,
        compute: Compute::Users(compute),
    }
}

const fn involvement(id: &'static str, title: &'static str, in_isuod: bool, compute: Users) -> Indicator {
    Indicator {
        id,
        title,
        in_isuod,
        category: Category::Users,
        unit: Unit::Share,
        formula: INVOLVED,
        source: "активность, пользователи",
        limit: unlimited,
        clauses: &["P3.6", "K6.1", "F2.1.11", "N6.1"],
        missing: without_activity,
        compute: Compute::Users(compute),
    }
}

fn without_users(archive: &Archive) -> Option<&'static str> {
    archive.users.is_empty().then_some("нет пользователей (users)")
}

fn without_activity(archive: &Archive) -> Option<&'static str> {
    archive.activity.is_empty().then_some("нет сведений об активности (activity)")
}

/// Whether users of a role belong to groups.
fn has_groups(role: Role) -> bool {
    matches!(role, Role::Student | Role::Parent)
}

fn activated(crowd: &Crowd<'_>, role: Role, group: Option<Ref<Group>>, stretch: Stretch) -> Option<Tally> {
    if group.is_some() && !has_groups(role) {
        return None;
    }
    let last = crowd.last_day(group, stretch);
    let members = crowd.members(role, group, stretch).filter(|member| member.is_user);
    Some(Tally::counted(members.map(|member| Some(member.activated.is_some_and(|day| day <= last)))))
}

fn involved(crowd: &Crowd<'_>, role: Role, group: Option<Ref<Group>>, stretch: Stretch) -> Option<Tally> {
    if group.is_some() && !has_groups(role) {
        return None;
    }
    let (there, possible) = crowd.involved(role, group, stretch);
    Some(Tally::of(there, possible))
}
