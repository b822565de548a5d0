"""The registers at the end of a group's volume, against the tables: attendance, hours, final marks, movements.

Part of volume.py, which finds the pages; everything is computed anew from the tables. What the contract leaves open is
taken as docs/formulas.md says it, else as it is printed.
"""

import calendar
import datetime as dt
from collections import defaultdict
from fractions import Fraction

from volume import MISSED, MONTHS, RESULTS, SIGNS, VALID, attested, day, heading, held, mean, number, numeric, ru, shown, squeeze

RANK = ["final", "module-exam", "exam", "coursework", "year"]
FAILED = ("незачтено", "н/а", "н/я", "не допущен")
FORMS = {"exam": "Экзамены", "graded-credit": "Дифференцированные зачёты", "credit": "Зачёты"}
COMPONENTS = {
    "coursework": "Курсовые работы", "edu-practice": "Практика", "prod-practice": "Практика", "pre-diploma": "Практика",
    "module-exam": "Экзамены по модулю",
}  # fmt: skip
COLUMNS = ["Экзамены", "Дифференцированные зачёты", "Зачёты", "Курсовые работы", "Практика", "Экзамены по модулю", "Итоги года"]
ABSENCES = ["всего, ч", "по уваж. причине, ч", "опозданий", "дней целиком"]
SUMS = ["Пропущено всего, ч", "в т. ч. по уваж. причине, ч", "Средний балл", "Задолженностей"]
NOTHING = "Занятий проведено не было."
MOVED = ["№", "Дата", "Фамилия, имя, отчество", "Движение", "Приказ", "Откуда, куда"]
REMARKED = ["Дата", "Журнал", "Замечание", "Проверил", "Срок", "Устранено", "Ознакомлен", "Преподаватель", "Подпись"]
CORRECTED = ["Журнал", "Обучающийся", "Занятие", "Что сделано", "Когда", "Было", "Стало", "Кто", "Причина"]
MOVEMENTS = {
    "enrolled": "зачисление", "transferred": "перевод", "promoted": "перевод на следующий курс", "conditionally-promoted": "условный перевод",
    "repeated": "повторное обучение", "left": "отчисление", "leave": "академический отпуск", "returned": "выход из отпуска", "graduated": "выпуск",
}  # fmt: skip


def known(value):
    return shown(value) if value else ""


def persons(n):
    return f"{n} человек" + "а" * (n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14))


def moment(text):
    """When, and how it is printed."""
    date, _, time = text.replace(" ", "T").partition("T")
    return (day(date), time), ru(day(date)) + (time and f" в {time[:5]}")


class Registers:
    def __init__(self, check):
        self.volumes, self.data, self.group = check, check.data, check.group
        self.titles = {
            "Сводный учёт посещаемости": self.attendance,
            f"Учёт часов по {'учителям' if self.data.school else 'преподавателям'} и месяцам": self.hours,
            "Сводная ведомость итоговых отметок": self.finals,
            "Движение, замечания, исправления": self.events,
        }
        self.journals = {j["id"]: j for j in self.data.journals.values() if j["group"] == self.group["id"]}
        self.lessons = {lesson["id"]: (j, lesson) for j in self.journals.values() for lesson in self.data.lessons[j["id"]]}
        self.terms, (self.first, self.last) = self.data.terms_of(self.group), check.year
        self.closed = day(str(self.data.settings["closed_on"]))

    def check(self, title, pages):
        self.title = title
        self.titles[title](pages)

    def wrong(self, text, page):
        self.volumes.wrong(text, page)

    def expect(self, what, cell, want, page):
        self.volumes.count["registers"] += self.volumes.expect(what, cell.lines, want, page)

    def head(self, page, cell, *want):
        found = [squeeze("".join(lines)) for lines in page.heads(cell)]
        if found != [squeeze(text) for text in want]:
            self.wrong(f"heading {found}, expected {want}", page)

    def around(self, pages, *pieces):
        """Outside of the tables stands this and nothing else."""
        after = squeeze(self.title + ", продолжение")
        text = "".join(page.outside.removeprefix(after) if place else page.outside for place, page in enumerate(pages))
        for piece in map(squeeze, (self.title, *pieces)):
            if piece not in text:
                self.wrong(f"outside the tables is no «{piece}»", pages[0])
            text = text.replace(piece, "", 1)
        if text:
            self.wrong(f"outside the tables stands «{text[:80]}»", pages[0])

    def table(self, rows, wants):
        """Row by row, cell by cell."""
        for (row, page), want in zip(rows, wants):
            if len(row) != len(want):
                self.wrong(f"a row of {len(row)} cells: «{' '.join(row[0].lines)}», expected {want}", page)
                continue
            for cell, text in zip(row, want):
                self.expect(" ".join(want[:2]), cell, text, page)

    def figures(self, lessons):
        """Missed hours, those for a valid reason, late arrivals, days on which all was missed; dashes where nothing could be missed."""
        if not lessons:
            return ["—"] * len(ABSENCES)
        days = defaultdict(list)
        for lesson, signs in lessons:
            days[lesson["date"]].append(bool(MISSED & signs))
        missed, valid = (sum(number(lesson["hours"]) for lesson, signs in lessons if of & signs) for of in (MISSED, VALID))
        return list(map(known, (missed, valid, sum("late" in signs for _, signs in lessons), sum(map(all, days.values())))))

    def exempt(self, student, journal, date):
        rows = (r for r in self.data.releases[student] if r["kind"] == "exempt" and r["journal"] in ("", journal))
        return any(r["from"] <= date <= (r["until"] or date) for r in rows)

    def attendance(self, pages):
        own = defaultdict(list)
        for journal in self.journals.values():
            people = self.data.people(self.group, journal)
            for lesson in filter(held, self.data.lessons[journal["id"]]):
                date, signs = lesson["date"], defaultdict(set)
                for row in self.data.attendance[lesson["id"]]:
                    signs[row["student"]].add(row["status"])
                if any(t["start"] <= date <= t["end"] for t in self.terms):
                    for student, spans in people:
                        if any(a <= date < b for a, b in spans) and not self.exempt(student["id"], journal["id"], date):
                            own[student["id"]].append((lesson, signs[student["id"]]))
        students = sorted((self.data.students[s] for s in own), key=self.data.order)
        spans = [(f"Пропущено: {t['title']}", t["start"], t["end"]) for t in self.terms] + [("Пропущено за год", self.first, self.last)]
        heads = [(title, kind) for title, *_ in spans for kind in ABSENCES]
        for page in (page for page in pages if page.body):
            if len(page.body[0]) != len(heads) + 2:
                self.wrong(f"{len(page.body[0]) - 2} columns, expected {len(heads)}", page)
            for cell, head in zip(page.body[0][2:], heads):
                self.head(page, cell, *head)
        for row, page, student, _ in self.volumes.rows(pages, [(s, []) for s in students]):
            wants = [f for _, a, b in spans for f in self.figures([pair for pair in own[student["id"]] if a <= pair[0]["date"] <= b])]
            for cell, head, want in zip(row[2:], heads, wants):
                self.expect(f"{self.data.name(student)}, {', '.join(head)}", cell, want, page)
        what = "уроков" if self.data.school else "занятий"
        about = f"Академические часы пропущенных {what}; по уважительной причине — «уп» и «б». "
        about += "День пропущен целиком, когда пропущено всё, что в нём было. В счёт идёт то, на что обучающийся должен был прийти."
        self.around(pages, about, *[f"{what.capitalize()}, на которых числился хотя бы один обучающийся, не было."] * (not students))

    def hours(self, pages):
        own, places = defaultdict(lambda: defaultdict(Fraction)), list(self.journals)
        for journal in self.journals.values():
            for lesson in filter(held, self.data.lessons[journal["id"]]):
                teacher = lesson["teacher"] or self.data.teacher_on(journal, lesson["date"])
                own[teacher, journal["id"]][lesson["date"].year, lesson["date"].month] += number(lesson["hours"])
        months = sorted({month for row in own.values() for month in row})
        head = ["Учитель" if self.data.school else "Преподаватель", "Журнал", *(MONTHS[m - 1] for _, m in months), "Всего"]
        rows, wants = [(row, page) for page in pages for row in page.rows[1:]], []
        self.table([(page.rows[0], page) for page in pages if page.rows], [head] * len(pages))
        for teacher, journal in sorted(own, key=lambda key: (self.data.order(self.data.staff[key[0]]), places.index(key[1]))):
            row = own[teacher, journal]
            wants.append([self.data.short(teacher), heading(self.journals[journal]), *(known(row[m]) for m in months), known(sum(row.values()))])
        sums = [sum(row[m] for row in own.values()) for m in months]
        wants += [["Всего", *map(known, sums), known(sum(sums))]] * bool(own)
        if len(rows) != len(wants):
            self.wrong(f"{len(rows)} rows, expected {len(wants)}", pages[0])
        self.table(rows, wants)
        what = "уроков" if self.data.school else "занятий"
        self.around(pages, f"Академические часы проведённых {what} записаны на того, кто их провёл.", *[NOTHING] * (not own))

    def finals(self, pages):
        end = min(self.last, self.group["study_end"] or self.last)
        done = {m["student"] for m in self.data.all["movements"] if m["kind"] == "graduated"}
        there = lambda s: self.data.belongs(s, end, self.group) or s["id"] in done and s["group"] == self.group["id"]  # noqa: E731
        people = [(student, []) for student, _ in self.data.people(self.group) if there(student)]
        columns, apart = defaultdict(list), {}
        for journal in self.journals.values():
            name = heading({**journal, "subgroup": ""})
            if attested(journal):
                form = COMPONENTS.get(journal["component"]) or FORMS.get(journal["final_form"], "Итоги года")
                columns[form, name].append(journal["id"])
            else:
                apart[name] = True
        heads = sorted(columns, key=lambda column: COLUMNS.index(column[0])) + [(title,) for title in SUMS]
        wants = {student["id"]: self.final(student["id"], [columns[head] for head in heads[: -len(SUMS)]]) for student, _ in people}
        starts = [n for n, page in enumerate(pages) if not n or "Часть" in page.outside]
        for start, end in zip(starts, starts[1:] + [len(pages)]):
            if not people:
                break
            part, wide = pages[start:end], max((len(row) - 3 for row in pages[start].body), default=0)
            for page in (page for page in part if page.body):
                for cell, head in zip(page.body[0], [("№",), ("Фамилия, имя, отчество",), ("№ зачётной книжки",), *heads]):
                    self.head(page, cell, *head)
            for row, page, student, _ in self.volumes.rows(part, people):
                self.expect(self.data.name(student), row[2], student["record_no"] or "—", page)
                if len(row) - 3 != min(wide, len(heads)):
                    self.wrong(f"{self.data.name(student)}: {len(row) - 3} cells, expected {wide}", page)
                for cell, head, want in zip(row[3:], heads, wants[student["id"]]):
                    self.expect(f"{self.data.name(student)}, {head[-1]}", cell, want, page)
            heads, wants = heads[wide:], {student: cells[wide:] for student, cells in wants.items()}
        if heads and people:
            self.wrong(f"{len(heads)} columns are missing, from {heads[0]}", pages[-1])
        told = ["Без аттестации: " + "; ".join(apart) + "."] if apart else []
        told += [f"Часть {n} из {len(starts)}" for n in range(1, len(starts) + 1) if len(starts) > 1]
        if self.group["curator"]:
            told += ["Классный руководитель" if self.data.school else "Куратор группы", self.data.short(self.group["curator"]), "(подпись)"]
        told += ["На конец года в группе никто не числится."] * (not people)
        self.around(pages, *told)

    def final(self, student, columns):
        """A student's cells; the hours are those of all journals, whoever belonged when (docs/formulas.md)."""
        marks, terms = [], [t["id"] for t in sorted(self.data.settings["terms"], key=lambda t: t["end"], reverse=True)]
        for journals in columns:
            found = {r["term"]: r["value"] for j in journals for r in self.data.results[j] if r["student"] == student}
            marks.append(next((found[term] for term in [*RANK, *terms] if term in found), ""))
        missed = valid = Fraction(0)
        for lesson in (lesson for j in self.journals for lesson in self.data.lessons[j] if held(lesson)):
            signs = {row["status"] for row in self.data.attendance[lesson["id"]] if row["student"] == student}
            missed += number(lesson["hours"]) if MISSED & signs else 0
            valid += number(lesson["hours"]) if VALID & signs else 0
        values = [value for value in map(numeric, marks) if value is not None]
        lowest = number(str(self.data.settings.get("scale", {}).get("pass", 3)))
        failed = sum(mark in FAILED for mark in marks) + sum(value < lowest for value in values)
        return [*marks, shown(missed), shown(valid), mean(sum(values), len(values)) or "—", known(failed)]

    def events(self, pages):
        """A table each of movements, remarks, late entries and changed results, if there are any."""
        late, changed = self.corrections()
        teacher = "Учитель" if self.data.school else "Преподаватель"
        parts = [
            (MOVED, self.movements(), "Движения за год в данных нет."),
            ([teacher if head == "Преподаватель" else head for head in REMARKED], self.remarks(), "Замечаний нет."),
            (CORRECTED, late, "Записей и исправлений задним числом не найдено."),
            (["Период" if head == "Занятие" else head for head in CORRECTED], changed, "Исправлений итоговых отметок в выгрузке нет."),
        ]
        heads, found, table = [part[0] for part in parts], [[] for _ in parts], None
        for page, place, row in ((page, *pair) for page in pages for pair in enumerate(page.rows)):
            head = [" ".join(cell.lines) for cell in row]
            if head in heads:
                table = found[heads.index(head)]
            elif table and place == 1 and not row[0].lines:
                # The rest of a row that did not fit on the page before.
                for cell, rest in zip(table[-1][0], row):
                    cell.lines += rest.lines
            elif table is None:
                self.wrong(f"a table of {head}", page)
            else:
                table.append((row, page))
        for (head, wants, _), rows in zip(parts, found):
            if len(rows) != len(wants):
                self.wrong(f"{len(rows)} rows of {head[:4]}, expected {len(wants)}", pages[0])
            self.table(rows, wants)
        first, last = (persons(sum(self.data.belongs(s, day, self.group) for s in self.data.students.values())) for day in (self.first, self.last))
        where, window = "классе" if self.data.school else "группе", str(self.window())
        days = "день" if window[-1] == "1" and window[-2:] != "11" else "дня" if window[-1] in "234" and window[-2:-1] != "1" else "дней"
        window = {"month": "календарный месяц после занятия", "never": "до конца года"}.get(window, f"{window} {days} после занятия")
        about = f"Отметки, внесённые после периода редактирования, и исправления отметок и посещаемости после него: {window}. Период отчёта — по дню, когда запись сделана."
        texts = ["Движение контингента", f"В {where} на {ru(self.first)} — {first}, на {ru(self.last)} — {last}."]
        texts += ["Замечания по ведению журналов", "Замечания проверяющих, их сроки и устранение."]
        texts += ["Записи и исправления задним числом: после периода редактирования", about]
        texts += ["Записи и исправления задним числом: исправления итоговых отметок", *(empty for _, wants, empty in parts if not wants)]
        texts += ["Истории исправлений в выгрузке нет: исправления, если они были, здесь не видны."] * (not self.data.all["changes"])
        self.around(pages, *texts)

    def movements(self):
        """Those of all who were in the group on any day of the year."""
        data, there, rows = self.data, {student["id"] for student, _ in self.data.people(self.group)}, []
        for move in sorted((m for m in data.all["movements"] if m["student"] in there), key=lambda m: m["date"]):
            order = " ".join(filter(None, [move["order"], move["order_date"] and "от " + ru(move["order_date"])]))
            groups = [(word, data.groups[move[key]]["name"]) for word, key in (("из", "from"), ("в", "to")) if move[key]]
            where = " ".join(f"{word} {name}" for word, name in [*groups, ("в", move["to_organization"])] if name)
            rows.append([str(len(rows) + 1), ru(move["date"]), data.name(data.students[move["student"]]), MOVEMENTS[move["kind"]], order, where])
        return rows

    def place(self, journal):
        return f"{self.group['name']}: {heading(journal)}"

    def remarks(self):
        """Those about the group's journals or lessons; to whom, if it is not said: the journal's teacher then."""
        data, rows = self.data, []
        for remark in sorted(data.all["remarks"], key=lambda r: r["date"]):
            if journal := self.journals.get(remark["journal"] or self.lessons.get(remark["lesson"], ({}, {}))[0].get("id")):
                done = "не устранено" if remark["due"] and remark["due"] < self.closed else ""
                inspector = remark["inspector"] and data.short(remark["inspector"])
                row = [ru(remark["date"]), self.place(journal), remark["text"], inspector, ru(remark["due"]), ru(remark["resolved"]) or done]
                rows.append([*row, ru(remark["told"]), data.short(remark["teacher"] or data.teacher_on(journal, remark["date"])), ""])
        return rows

    def window(self):
        return (self.data.settings.get("rules") or {}).get("edit_window", 14)

    def editable(self, date):
        """Until which day a mark of this day may be changed."""
        if self.window() == "never":
            return self.last
        if self.window() == "month":
            year, month = date.year + date.month // 12, date.month % 12 + 1
            return date.replace(year=year, month=month, day=min(date.day, calendar.monthrange(year, month)[1]))
        return date + dt.timedelta(self.window())

    def corrections(self):
        """Marks entered and marks or absences changed after their time; changed results."""
        data, late, changed = self.data, [], []
        titles = {**RESULTS, **{t["id"]: t["title"] for t in data.settings["terms"]}}

        def add(rows, at, journal, student, what, kind, row):
            time, text = moment(at)
            rows.append((time, [self.place(journal), data.name(data.students[student], True), what, kind, text, *row]))

        def add_late(at, lesson, student, kind, row):
            journal, lesson = self.lessons.get(lesson, (None, None))
            if journal and at and moment(at)[0][0] > self.editable(lesson["date"]):
                add(late, at, journal, student, ru(lesson["date"]), kind, row)

        for change in data.all["changes"]:
            record, who = change["record"].split("/"), change["by"] and data.short(change["by"])
            row = [SIGNS.get(value, value) or "—" for value in (change["old"], change["new"])] + [who, change["reason"] or "не указана"]
            if change["table"] in ("marks", "attendance"):
                add_late(change["at"], *record[:2], "отметка исправлена" if change["table"] == "marks" else "посещаемость исправлена", row)
            elif change["table"] == "results" and record[0] in self.journals:
                add(changed, change["at"], self.journals[record[0]], record[1], titles[record[2]], "итог исправлен", row)
        for mark in (mark for lesson in self.lessons for mark in data.marks[lesson]):
            row = ["", mark["value"], mark["entered_by"] and data.short(mark["entered_by"]), ""]
            add_late(mark["entered_at"], mark["lesson"], mark["student"], "отметка внесена", row)
        return ([row for _, row in sorted(rows, key=lambda pair: pair[0])] for rows in (late, changed))
