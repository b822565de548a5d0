//! The tables of the contract (§1): one struct a table, one field a column, in its order.
//! A field that is no `Option` is required in every row.

use super::cell::Text;
use super::mark::Mark;
use super::settings::{Period, TermId, TermSet};
use super::table::{Ref, table};
use super::vocabulary::*;
use chrono::{NaiveDate, NaiveDateTime};

table! {
    /// A member of the teaching staff (педагогический работник).
    "staff" / "Педагоги" | "Сотрудники" | "Педагогические работники" by ["id"] Staff {
        /// Id.
        id / "Код" | "ИД" | "Табельный номер": Text,
        /// Family name.
        last_name / "Фамилия": Text,
        /// Given name.
        first_name / "Имя": Text,
        /// Patronymic.
        patronymic / "Отчество": Option<Text>,
        /// Position.
        position / "Должность": Option<Text>,
        /// Methodical commission (цикловая комиссия).
        commission / "Цикловая комиссия" | "Комиссия" | "Методическое объединение": Option<Text>,
        /// First day of work.
        hired / "Принят" | "Дата приёма": Option<NaiveDate>,
        /// First day no longer at work.
        left / "Уволен" | "Дата увольнения": Option<NaiveDate>,
    }
}
table! {
    /// A group of a college or a class of a school (группа, класс).
    "groups" / "Группы" | "Классы" by ["id"] Group {
        /// Id.
        id / "Код" | "ИД": Text,
        /// Name.
        name / "Название" | "Наименование" | "Группа" | "Класс": Text,
        /// Profession or speciality.
        program / "Специальность" | "Профессия" | "Программа": Option<Text>,
        /// Its code.
        program_code / "Код специальности" | "Код профессии" | "Код программы": Option<Text>,
        /// Qualification.
        qualification / "Квалификация": Option<Text>,
        /// Base of the study: 9 or 11 classes.
        base / "База" | "На базе": Option<Text>,
        /// Department.
        department / "Отделение": Option<Text>,
        /// Course, 1–6.
        course / "Курс": Option<u32>,
        /// Grade of a school, 1–11.
        grade / "Параллель": Option<u32>,
        /// Form of study.
        form / "Форма обучения": Option<Text>,
        /// Curator or class teacher.
        curator / "Куратор" | "Классный руководитель": Option<Ref<Staff>>,
        /// Master of practical training (мастер производственного обучения).
        master / "Мастер п/о" | "Мастер" | "Мастер производственного обучения": Option<Ref<Staff>>,
        /// The set of terms.
        terms / "Список периодов" | "Периоды": Option<TermSet>,
        /// Whether it gets marks; absent: it does.
        grading / "Оценивание": Option<Grading>,
        /// First day of study.
        study_start / "Начало обучения": Option<NaiveDate>,
        /// Last day of study; retention runs from it.
        study_end / "Окончание обучения" | "Конец обучения": Option<NaiveDate>,
    }
}
table! {
    /// A student (обучающийся).
    "students" / "Обучающиеся" | "Студенты" | "Ученики" | "Учащиеся" by ["id"] Student {
        /// Id.
        id / "Код" | "ИД": Text,
        /// Family name.
        last_name / "Фамилия": Text,
        /// Given name.
        first_name / "Имя": Text,
        /// Patronymic.
        patronymic / "Отчество": Option<Text>,
        /// The last group of the year.
        group / "Группа" | "Класс": Ref<Group>,
        /// Subgroup.
        subgroup / "Подгруппа": Option<Text>,
        /// Number of the record book (зачётная книжка).
        record_no / "Зачётная книжка" | "№ зачётной книжки" | "Номер зачётной книжки": Option<Text>,
        /// Number in the register of students (поимённая книга).
        register_no / "Поимённая книга" | "№ в поимённой книге" | "Номер в поимённой книге": Option<Text>,
        /// Day of birth.
        birth_date / "Дата рождения": Option<NaiveDate>,
        /// First day.
        enrolled / "Зачислен" | "Дата зачисления": Option<NaiveDate>,
        /// First day no longer there.
        left / "Выбыл" | "Отчислен" | "Дата выбытия" | "Дата отчисления": Option<NaiveDate>,
        /// Order of enrolment.
        enrolment_order / "Приказ о зачислении": Option<Text>,
        /// Who pays.
        funding / "Финансирование" | "Основа обучения": Option<Funding>,
        /// Whether consent to the processing of personal data is given.
        consent / "Согласие" | "Согласие на обработку персональных данных": Option<bool>,
        /// Whether the parents want reports on paper.
        paper_reports / "Отчёты на бумаге" | "Бумажные отчёты": Option<bool>,
    }
}
table! {
    /// A journal: one discipline of one group or subgroup with its teacher.
    "journals" / "Журналы" by ["id"] Journal {
        /// Id.
        id / "Код" | "ИД": Text,
        /// Group.
        group / "Группа" | "Класс": Ref<Group>,
        /// Discipline's name.
        discipline / "Дисциплина" | "Предмет" | "Учебный предмет": Text,
        /// Index in the curriculum: ОП.03.
        index / "Индекс": Option<Text>,
        /// Family.
        kind / "Вид журнала" | "Вид": JournalKind,
        /// Part of the curriculum.
        component / "Часть учебного плана" | "Компонент": Option<Component>,
        /// Professional module that it belongs to.
        module / "Модуль" | "Профессиональный модуль": Option<Text>,
        /// Subgroup.
        subgroup / "Подгруппа": Option<Text>,
        /// Teacher, where `teachers` says nothing else.
        teacher / "Преподаватель" | "Учитель" | "Педагог": Ref<Staff>,
        /// Hours of the curriculum.
        planned_hours / "Часов по плану" | "Часы по плану": Option<f64>,
        /// Whether it is attested; absent: it is.
        attested / "Аттестуется": Option<bool>,
        /// Form of attestation at the end.
        final_form / "Форма контроля" | "Форма аттестации": Option<FinalForm>,
        /// Terms; empty: all of the group's.
        terms / "Периоды": Vec<TermId>,
    }
}
table! {
    /// A student named for a journal (состав).
    "roster" / "Состав журналов" | "Состав" by ["journal", "student"] Enrolment {
        /// Journal.
        journal / "Журнал": Ref<Journal>,
        /// Student.
        student / "Обучающийся" | "Студент" | "Ученик" | "Учащийся": Ref<Student>,
        /// First day; absent: open.
        from / "С" | "Начало": Option<NaiveDate>,
        /// Last day, included; absent: open.
        until / "По" | "Конец": Option<NaiveDate>,
    }
}
table! {
    /// Who taught a journal on which days, in place of `journals.teacher`.
    "teachers" / "Преподаватели журналов" | "Учителя журналов" by ["journal", "staff"] Teaching {
        /// Journal.
        journal / "Журнал": Ref<Journal>,
        /// Teacher.
        staff / "Преподаватель" | "Учитель" | "Педагог": Ref<Staff>,
        /// First day.
        from / "С" | "Начало": NaiveDate,
        /// Last day, included; absent: open.
        until / "По" | "Конец": Option<NaiveDate>,
    }
}
table! {
    /// A topic of the thematic plan (календарно-тематический план).
    "plan" / "Тематический план" | "КТП" | "Календарно-тематический план" by ["journal", "number"] PlanItem {
        /// Journal.
        journal / "Журнал": Ref<Journal>,
        /// Number in the plan: «12», «1.2».
        number / "№" | "Номер" | "Номер темы": Text,
        /// Topic.
        topic / "Тема": Text,
        /// Hours.
        hours / "Часы" | "Часов": Option<f64>,
        /// Kind of lesson.
        kind / "Вид занятия" | "Вид": Option<LessonKind>,
        /// Term.
        term / "Период" | "Семестр" | "Четверть" | "Полугодие": Option<TermId>,
        /// Section.
        section / "Раздел": Option<Text>,
    }
}
table! {
    /// Hours of a journal by term and kind of work (учебный план).
    "curriculum" / "Учебный план" by ["journal", "term", "kind"] CurriculumItem {
        /// Journal.
        journal / "Журнал": Ref<Journal>,
        /// Term.
        term / "Период" | "Семестр" | "Четверть" | "Полугодие": TermId,
        /// Kind of work, as the curriculum names it.
        kind / "Вид работы" | "Вид занятий" | "Вид": Text,
        /// Hours.
        hours / "Часы" | "Часов": f64,
        /// Form of control.
        control / "Форма контроля": Option<Text>,
    }
}
table! {
    /// A lesson (занятие, урок).
    "lessons" / "Занятия" | "Уроки" by ["id"] Lesson {
        /// Id.
        id / "Код" | "ИД": Text,
        /// Journal.
        journal / "Журнал": Ref<Journal>,
        /// Day.
        date / "Дата": NaiveDate,
        /// Number of the lesson or pair in the day.
        slot / "Пара" | "Урок" | "Номер пары" | "Номер урока": Option<u32>,
        /// Academic hours.
        hours / "Часы" | "Часов": f64,
        /// Kind; absent: lesson.
        kind / "Вид занятия" | "Вид": Option<LessonKind>,
        /// Topic.
        topic / "Тема" | "Тема занятия" | "Тема урока": Option<Text>,
        /// Number of the topic in the plan.
        plan_number / "№ по плану" | "Номер по плану" | "Номер темы": Option<Text>,
        /// Homework; «не задано» is a text.
        homework / "Домашнее задание" | "ДЗ": Option<Text>,
        /// Due date of the homework.
        homework_due / "Срок задания" | "Срок домашнего задания": Option<NaiveDate>,
        /// When the homework was entered.
        homework_at / "Задание внесено": Option<NaiveDateTime>,
        /// Who held it; absent: the journal's teacher then.
        teacher / "Преподаватель" | "Учитель" | "Педагог": Option<Ref<Staff>>,
        /// For whom.
        substitutes / "Кого замещает" | "Вместо кого": Option<Ref<Staff>>,
        /// Whether it took place; absent: held.
        status / "Состояние" | "Статус": Option<LessonStatus>,
        /// Why it was substituted, cancelled or moved.
        reason / "Причина": Option<Text>,
        /// The order about it.
        order / "Приказ": Option<Text>,
        /// When it was entered.
        entered_at / "Внесено" | "Дата внесения": Option<NaiveDateTime>,
    }
}
table! {
    /// Homework, of one student or of all.
    "homework" / "Индивидуальные задания" | "Домашние задания" by ["lesson", "student"] Homework {
        /// Lesson.
        lesson / "Занятие" | "Урок": Ref<Lesson>,
        /// Student; absent: all.
        student / "Обучающийся" | "Студент" | "Ученик" | "Учащийся": Option<Ref<Student>>,
        /// Text.
        text / "Задание" | "Текст" | "Домашнее задание": Text,
        /// Due date.
        due / "Срок": Option<NaiveDate>,
    }
}
table! {
    /// A mark of a student at a lesson (отметка).
    "marks" / "Отметки" | "Оценки" by ["lesson", "student"] MarkEntry {
        /// Lesson.
        lesson / "Занятие" | "Урок": Ref<Lesson>,
        /// Student.
        student / "Обучающийся" | "Студент" | "Ученик" | "Учащийся": Ref<Student>,
        /// The mark.
        value / "Отметка" | "Оценка": Mark,
        /// Kind of work: «контрольная работа».
        work / "Вид работы" | "Работа": Option<Text>,
        /// Weight in the weighted mean; absent: 1.
        weight / "Вес": Option<f64>,
        /// Place among the student's marks at the lesson, from 1; absent: by order of rows.
        n / "Номер отметки": Option<u32>,
        /// When it was entered.
        entered_at / "Внесено" | "Дата внесения": Option<NaiveDateTime>,
        /// By whom.
        entered_by / "Кто внёс" | "Внёс": Option<Ref<Staff>>,
    }
}
table! {
    /// A student's absence, late arrival or release at a lesson.
    "attendance" / "Посещаемость" | "Пропуски" by ["lesson", "student"] Attendance {
        /// Lesson.
        lesson / "Занятие" | "Урок": Ref<Lesson>,
        /// Student.
        student / "Обучающийся" | "Студент" | "Ученик" | "Учащийся": Ref<Student>,
        /// What it was.
        status / "Пропуск" | "Посещение" | "Статус": AttendanceStatus,
        /// Minutes late.
        minutes / "Минут опоздания" | "Опоздание, минут": Option<u32>,
        /// Reason. Never leaves the full edition.
        reason / "Причина": Option<Text>,
        /// The paper that proves the reason.
        document / "Документ": Option<Text>,
        /// When it was entered.
        entered_at / "Внесено" | "Дата внесения": Option<NaiveDateTime>,
        /// By whom.
        entered_by / "Кто внёс" | "Внёс": Option<Ref<Staff>>,
    }
}
table! {
    /// A student's result in a journal for a term, an exam or the year.
    "results" / "Итоги" | "Итоговые отметки" by ["journal", "student", "term"] ResultEntry {
        /// Journal.
        journal / "Журнал": Ref<Journal>,
        /// Student.
        student / "Обучающийся" | "Студент" | "Ученик" | "Учащийся": Ref<Student>,
        /// What it is for.
        term / "Период" | "Семестр" | "Четверть" | "Полугодие": Period,
        /// The mark.
        value / "Отметка" | "Оценка" | "Итог": Mark,
        /// Its day.
        date / "Дата": Option<NaiveDate>,
        /// When it was entered.
        entered_at / "Внесено" | "Дата внесения": Option<NaiveDateTime>,
        /// Examiner.
        examiner / "Экзаменатор" | "Кто принял": Option<Ref<Staff>>,
        /// Number of the examination sheet.
        sheet_no / "№ ведомости" | "Номер ведомости" | "Ведомость": Option<Text>,
        /// Number of the examination ticket.
        ticket / "Билет" | "№ билета" | "Номер билета": Option<Text>,
    }
}
table! {
    /// A cleared academic debt (академическая задолженность).
    "debts" / "Задолженности" | "Ликвидация задолженностей" by ["journal", "student", "term"] Debt {
        /// Journal.
        journal / "Журнал": Ref<Journal>,
        /// Student.
        student / "Обучающийся" | "Студент" | "Ученик" | "Учащийся": Ref<Student>,
        /// The mark.
        value / "Отметка" | "Оценка": Mark,
        /// When it was cleared.
        date / "Дата": NaiveDate,
        /// What the debt was for.
        term / "Период" | "Семестр" | "Четверть" | "Полугодие": Option<Period>,
        /// Which time.
        attempt / "Попытка": Option<Attempt>,
        /// Order.
        order / "Приказ": Option<Text>,
        /// Number of the sheet.
        sheet_no / "№ ведомости" | "Номер ведомости" | "Ведомость": Option<Text>,
    }
}
table! {
    /// A result of the final state attestation (ГИА).
    "gia" / "ГИА" | "Итоговая аттестация" | "Государственная итоговая аттестация" by ["student", "kind"] Gia {
        /// Student.
        student / "Обучающийся" | "Студент" | "Ученик" | "Учащийся": Ref<Student>,
        /// Which part.
        kind / "Вид испытания" | "Вид": GiaKind,
        /// Title of the thesis.
        title / "Тема" | "Тема работы": Option<Text>,
        /// Supervisor.
        supervisor / "Руководитель": Option<Text>,
        /// Score.
        score / "Балл" | "Баллы": Option<f64>,
        /// The mark.
        value / "Отметка" | "Оценка": Mark,
        /// Number of the protocol.
        protocol / "Протокол" | "№ протокола" | "Номер протокола": Option<Text>,
        /// Its day.
        date / "Дата": Option<NaiveDate>,
    }
}
table! {
    /// A movement of a student (движение контингента).
    "movements" / "Движение" | "Движение контингента" by ["student", "date"] Movement {
        /// Student.
        student / "Обучающийся" | "Студент" | "Ученик" | "Учащийся": Ref<Student>,
        /// Day; of a transfer: the first day in the new group.
        date / "Дата": NaiveDate,
        /// What it does.
        kind / "Вид движения" | "Вид": MovementKind,
        /// Order.
        order / "Приказ": Option<Text>,
        /// The order's day.
        order_date / "Дата приказа": Option<NaiveDate>,
        /// From which group.
        from / "Из группы" | "Из класса" | "Откуда": Option<Ref<Group>>,
        /// To which group.
        to / "В группу" | "В класс" | "Куда": Option<Ref<Group>>,
        /// To which other organisation.
        to_organization / "В организацию" | "Куда выбыл": Option<Text>,
        /// Number of the other organisation's confirmation.
        confirmation_no / "№ подтверждения" | "Номер подтверждения": Option<Text>,
        /// Its day.
        confirmation_date / "Дата подтверждения": Option<NaiveDate>,
    }
}
table! {
    /// A change of a record after it was entered.
    "changes" / "Изменения" | "История изменений" by ["record"] Change {
        /// Table.
        table / "Таблица": Text,
        /// Record in it.
        record / "Запись": Text,
        /// Column.
        field / "Столбец" | "Поле": Text,
        /// Old value.
        old / "Было" | "Старое значение": Option<Text>,
        /// New value.
        new / "Стало" | "Новое значение": Option<Text>,
        /// When.
        at / "Когда" | "Изменено": NaiveDateTime,
        /// By whom.
        by / "Кто изменил" | "Кто": Option<Ref<Staff>>,
        /// Why.
        reason / "Причина": Option<Text>,
    }
}
table! {
    /// A remark on how a journal is kept (замечание).
    "remarks" / "Замечания" by ["date", "journal"] Remark {
        /// Day.
        date / "Дата": NaiveDate,
        /// Journal.
        journal / "Журнал": Option<Ref<Journal>>,
        /// Lesson.
        lesson / "Занятие" | "Урок": Option<Ref<Lesson>>,
        /// To whom.
        teacher / "Преподаватель" | "Учитель" | "Педагог" | "Кому": Option<Ref<Staff>>,
        /// By whom.
        inspector / "Проверяющий" | "Кто проверил": Option<Ref<Staff>>,
        /// Text.
        text / "Замечание" | "Текст": Text,
        /// To be mended until.
        due / "Срок" | "Устранить до": Option<NaiveDate>,
        /// When it was mended.
        resolved / "Устранено" | "Дата устранения": Option<NaiveDate>,
        /// When it was made known to the teacher.
        told / "Ознакомлен" | "Дата ознакомления": Option<NaiveDate>,
    }
}
table! {
    /// A check of journals (проверка).
    "checks" / "Проверки" | "Журнал контроля" by ["date", "inspector"] Check {
        /// Day.
        date / "Дата": NaiveDate,
        /// By whom.
        inspector / "Проверяющий" | "Кто проверил": Ref<Staff>,
        /// Which.
        kind / "Вид проверки" | "Вид": CheckKind,
        /// The period that was checked.
        period / "Проверенный период" | "Период": Option<Text>,
        /// Group; absent: all.
        group / "Группа" | "Класс": Option<Ref<Group>>,
        /// Journal; absent: all.
        journal / "Журнал": Option<Ref<Journal>>,
        /// Outcome.
        outcome / "Результат" | "Итог": Option<Text>,
    }
}
table! {
    /// A user of the electronic journal.
    "users" / "Пользователи" by ["id"] User {
        /// Id.
        id / "Код" | "ИД" | "Логин": Text,
        /// What he or she is.
        role / "Роль": Role,
        /// The member of staff.
        staff / "Педагог" | "Преподаватель" | "Учитель" | "Сотрудник": Option<Ref<Staff>>,
        /// The student, or whose parent.
        student / "Обучающийся" | "Студент" | "Ученик" | "Учащийся": Option<Ref<Student>>,
        /// Since when the account is active.
        activated / "Активирован" | "Дата активации": Option<NaiveDate>,
    }
}
table! {
    /// A user's activity in a week.
    "activity" / "Активность" by ["week", "user"] Activity {
        /// The Monday.
        week / "Неделя" | "Неделя с": NaiveDate,
        /// Who: of `users` or of `staff`.
        user / "Пользователь": Person,
        /// As what.
        role / "Роль": Role,
        /// How often signed in.
        sign_ins / "Входов" | "Число входов" | "Количество входов": u32,
        /// How many actions.
        actions / "Действий" | "Число действий" | "Количество действий": Option<u32>,
        /// How signed in.
        via / "Способ входа": Option<SignInWay>,
    }
}
table! {
    /// A place in the timetable (расписание).
    "timetable" / "Расписание" by ["journal", "slot"] TimetableItem {
        /// Journal.
        journal / "Журнал": Ref<Journal>,
        /// Day of the week, 1 is Monday; or `date`.
        weekday / "День недели": Option<u32>,
        /// One day; or `weekday`.
        date / "Дата": Option<NaiveDate>,
        /// Number of the lesson or pair.
        slot / "Пара" | "Урок" | "Номер пары" | "Номер урока": u32,
        /// First day; absent: open.
        from / "С" | "Начало": Option<NaiveDate>,
        /// Last day, included; absent: open.
        until / "По" | "Конец": Option<NaiveDate>,
    }
}
table! {
    /// A hand-out of credentials (реквизиты доступа), never a password.
    "credentials" / "Выдача доступа" | "Реквизиты доступа" by ["user", "issued"] Credential {
        /// User.
        user / "Пользователь": Text,
        /// As what.
        role / "Роль": Role,
        /// Student.
        student / "Обучающийся" | "Студент" | "Ученик" | "Учащийся": Option<Ref<Student>>,
        /// Day.
        issued / "Выдано" | "Дата выдачи": NaiveDate,
        /// By whom.
        by / "Кто выдал": Option<Ref<Staff>>,
    }
}
table! {
    /// A consent to the processing of personal data.
    "consents" / "Согласия" by ["student", "kind"] Consent {
        /// Student.
        student / "Обучающийся" | "Студент" | "Ученик" | "Учащийся": Ref<Student>,
        /// To what.
        kind / "Вид согласия" | "Вид" | "На что": Text,
        /// Day.
        given / "Дано" | "Дата" | "Дата согласия": NaiveDate,
        /// Number.
        number / "Номер" | "№": Option<Text>,
        /// Who gave it.
        by / "Кто дал": Option<Text>,
        /// When it was withdrawn.
        withdrawn / "Отозвано" | "Дата отзыва": Option<NaiveDate>,
    }
}
table! {
    /// An undertaking of the staff not to disclose personal data (обязательство о неразглашении).
    "undertakings" / "Обязательства" | "Обязательства о неразглашении" by ["staff", "given"] Undertaking {
        /// Who gave it.
        staff / "Педагог" | "Преподаватель" | "Учитель" | "Сотрудник": Ref<Staff>,
        /// Day.
        given / "Дано" | "Дата" | "Дата обязательства": NaiveDate,
        /// Number.
        number / "Номер" | "№": Option<Text>,
    }
}
table! {
    /// A student's release from a journal, or from all.
    "releases" / "Освобождения" by ["student", "journal"] Release {
        /// Student.
        student / "Обучающийся" | "Студент" | "Ученик" | "Учащийся": Ref<Student>,
        /// Journal; absent: all.
        journal / "Журнал": Option<Ref<Journal>>,
        /// How.
        kind / "Вид освобождения" | "Вид": ReleaseKind,
        /// First day.
        from / "С" | "Начало": NaiveDate,
        /// Last day, included; absent: open.
        until / "По" | "Конец": Option<NaiveDate>,
        /// Order.
        order / "Приказ": Option<Text>,
    }
}
table! {
    /// Participation in an olympiad.
    "olympiads" / "Олимпиады" by ["student", "subject"] Olympiad {
        /// Student.
        student / "Обучающийся" | "Студент" | "Ученик" | "Учащийся": Ref<Student>,
        /// Stage.
        stage / "Этап": Text,
        /// Subject.
        subject / "Предмет": Text,
        /// Day.
        date / "Дата": Option<NaiveDate>,
        /// Result.
        result / "Результат": Option<Text>,
    }
}

/// Somebody who works with the electronic journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    /// Of `users`.
    User(Ref<User>),
    /// Of `staff`.
    Staff(Ref<Staff>),
}

impl super::cell::Cell for Person {
    const KIND: &'static str = "reference";
    const REFERENCE: Option<&'static str> = Some("users|staff");

    fn parse(text: &str, context: &mut super::cell::Context<'_>) -> Result<Self, super::cell::Fault> {
        use super::cell::Fault;
        let user = match Ref::<User>::parse(text, context) {
            Err(fault @ Fault::Dangling { .. }) => fault,
            other => return other.map(Person::User),
        };
        Ref::<Staff>::parse(text, context).map(Person::Staff).map_err(|staff| match (user, staff) {
            (
                Fault::Dangling { table: users, nearest: user, lost: one },
                Fault::Dangling { table: staff, nearest, lost: other },
            ) => Fault::Dangling {
                table: format!("{users} или {staff}"),
                nearest: user.or(nearest),
                lost: one + other,
            },
            (_, fault) => fault,
        })
    }

    fn write(&self, archive: &super::Archive) -> String {
        match self {
            Person::User(user) => user.write(archive),
            Person::Staff(staff) => staff.write(archive),
        }
    }
}

/// «Фамилия Имя Отчество» of the parts of a name.
fn full_name(last: &str, first: &str, patronymic: Option<&Text>) -> String {
    [last, first, patronymic.map_or("", |text| text)].join(" ").trim_end().to_owned()
}

/// «Фамилия И. О.», with no-break spaces.
fn short_name(last: &str, first: &str, patronymic: Option<&Text>) -> String {
    let initials = [Some(first), patronymic.map(|text| &**text)];
    initials.into_iter().flatten().filter_map(|name| name.chars().next()).fold(
        last.to_owned(),
        |mut name, initial| {
            name.push('\u{a0}');
            name.push(initial);
            name.push('.');
            name
        },
    )
}

impl Student {
    /// «Фамилия Имя Отчество».
    pub fn full_name(&self) -> String {
        full_name(&self.last_name, &self.first_name, self.patronymic.as_ref())
    }

    /// «Фамилия И. О.».
    pub fn short_name(&self) -> String {
        short_name(&self.last_name, &self.first_name, self.patronymic.as_ref())
    }

    /// What students are sorted by: ё as е, then the id.
    pub fn sort_key(&self) -> (String, &str) {
        (super::mark::fold(&self.full_name()), &self.id)
    }
}

impl Staff {
    /// «Фамилия Имя Отчество».
    pub fn full_name(&self) -> String {
        full_name(&self.last_name, &self.first_name, self.patronymic.as_ref())
    }

    /// «Фамилия И. О.».
    pub fn short_name(&self) -> String {
        short_name(&self.last_name, &self.first_name, self.patronymic.as_ref())
    }
}

impl Group {
    /// Whether its students get marks: where nothing is said, they do.
    pub fn is_graded(&self) -> bool {
        self.grading != Some(Grading::None)
    }
}

impl Journal {
    /// Whether it is attested.
    pub fn is_attested(&self) -> bool {
        self.attested != Some(false)
    }

    /// «ОП.03 Информатика», whatever the subgroup.
    pub fn discipline_title(&self) -> String {
        let mut title = self.index.as_ref().map(|index| format!("{index} ")).unwrap_or_default();
        title.push_str(&self.discipline);
        title
    }

    /// «ОП.03 Информатика (подгруппа 1)».
    pub fn title(&self) -> String {
        let mut title = self.discipline_title();
        if let Some(subgroup) = &self.subgroup {
            title.push_str(&format!(" (подгруппа {subgroup})"));
        }
        title
    }

    /// Whether it carries a practice (УП, ПП, преддипломная), for which no homework is expected.
    pub fn is_practice(&self) -> bool {
        matches!(
            self.component,
            Some(Component::EduPractice | Component::ProdPractice | Component::PreDiploma)
        )
    }
}

impl Lesson {
    /// Whether it took place.
    pub fn is_held(&self) -> bool {
        matches!(self.status, None | Some(LessonStatus::Held))
    }

    /// Its kind, where none is given a lesson.
    pub fn kind(&self) -> LessonKind {
        self.kind.unwrap_or(LessonKind::Lesson)
    }
}

impl MarkEntry {
    /// Its weight, where none is given 1.
    pub fn weight(&self) -> f64 {
        self.weight.unwrap_or(1.0)
    }
}
