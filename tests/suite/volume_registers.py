"""The registers at the end of a group's volume, against the tables: attendance, hours, final marks, movements.

Part of volume.py, which finds the pages, and of sheets.py, which reads the summary sheet as a case of its own;
everything is computed anew from the tables. What the contract leaves open is taken as docs/formulas.md says it, else
as it is printed.
"""

import calendar
import datetime as dt
import re
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
COLUMNS = ["Экзамены", "Дифференцированные зачёты", "Зачёты", "Курсовые работы", "Практика", "Экзамены по модулю", "Итоги года", "Предметы"]
ABSENCES = ["всего, ч", "по уваж. причине, ч", "опозданий", "дней целиком"]
SUMS = ["Пропущено всего, ч", "в т. ч. по уваж. причине, ч", "Средний балл", "Задолженностей"]
SCHOOL = ["Пропущено дней", "Пропущено уроков", "в т. ч. по уваж. причине", "Решение педагогического совета"]
ONCE = "exam", "module-exam", "coursework", "final"
DECISIONS = "promoted", "conditionally-promoted", "repeated", "graduated"
NOTES = {"exempt": "Освобождение", "home": "Обучение на дому", "individual": "Индивидуальный учебный план", "leave": "Академический отпуск"}
GREY = "Серая клетка — за этот период отметка по предмету не ставится или предмет обучающийся не изучает."
MOVED = ["№", "Дата", "Фамилия, имя, отчество", "Движение", "Приказ", "Откуда, куда"]
REMARKED = ["Дата", "Журнал", "Замечание", "Проверил", "Срок", "Устранено", "Ознакомлен", "Преподаватель", "Подпись"]
CORRECTED = ["Журнал", "Обучающийся", "Занятие", "Что сделано", "Когда", "Было", "Стало", "Кто", "Причина"]
MOVEMENTS = {
    "enrolled": "зачисление", "transferred": "перевод", "promoted": "перевод на следующий курс", "conditionally-promoted": "условный перевод",
    "repeated": "повторное обучение", "left": "отчисление", "leave": "академический отпуск", "returned": "выход из отпуска", "graduated": "выпуск",
}  # fmt: skip
IN_SCHOOL = {"promoted": "перевод в следующий класс"}


def known(value):
    return shown(value) if value else ""


def persons(n):
    return f"{n} человек" + "а" * (n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14))


def moment(text):
    """When, and how it is printed."""
    date, _, time = text.replace(" ", "T").partition("T")
    return (day(date), time), ru(day(date)) + (time and f" в {time[:5]}")


def missed(data, group):
    """By student the lessons that the register of the group counts, with the signs that stand on them."""
    own, journals = defaultdict(list), [j for j in data.journals.values() if j["group"] == group["id"]]
    terms = [*data.terms_of(group), *(t for j in journals for t in data.terms_of(group, j))]
    for journal in journals:
        people = data.people(group, journal)
        for lesson in filter(held, data.lessons[journal["id"]]):
            date, signs = lesson["date"], defaultdict(set)
            for row in data.attendance[lesson["id"]]:
                signs[row["student"]].add(row["status"])
            if any(t["start"] <= date <= t["end"] for t in terms):
                for student, spans in people:
                    if any(a <= date < b for a, b in spans) and not data.exempt(student["id"], journal["id"], date):
                        own[student["id"]].append((lesson, signs[student["id"]]))
    return own


def judged(mark):
    """Of a mark that was cleared what it was cleared with; «н/а» is one word."""
    return mark if mark in FAILED else mark.rpartition("/")[2]


class Summary:
    """A group's summary sheet as docs/formulas.md («Ведомости») says it is: who stands in it, with which cells."""

    def __init__(self, data, group):
        self.data, self.group, terms = data, group, data.terms_of(group)
        self.first, self.last, self.begin = terms[0]["start"], max(t["end"] for t in terms), max(terms, key=lambda t: t["end"])["start"]
        self.day = min(self.last, group["study_end"] or self.last)
        done = {m["student"] for m in data.all["movements"] if m["kind"] == "graduated"}
        there = lambda s: data.belongs(s, self.day, group) or s["id"] in done and s["group"] == group["id"]  # noqa: E731
        self.people = sorted(filter(there, data.students.values()), key=data.order)
        self.graded, self.missed = group["grading"] != "none", defaultdict(list)
        for own in data.groups.values():
            for student, lessons in missed(data, own).items():
                self.missed[student] += lessons
        self.titles = {t["id"]: t["title"] for t in data.settings["terms"]}
        self.own = [j for j in data.journals.values() if j["group"] == group["id"]]
        self.columns, self.named, ids = defaultdict(list), defaultdict(list), {s["id"] for s in self.people}
        for journal in filter(attested, data.journals.values()):
            self.named[self.column(journal)].append(journal)
        now = lambda r: (r["from"] or self.day) <= self.day <= (r["until"] or self.day)  # noqa: E731
        chosen = lambda j: any(r["student"] in ids and now(r) for r in data.roster[j["id"]])  # noqa: E731
        others = [j for j in data.journals.values() if j["group"] != group["id"] and chosen(j)]
        for journal in filter(attested, [*self.own, *others] if self.graded else []):
            self.columns[self.column(journal)].append(journal)
        self.columns = dict(sorted(self.columns.items(), key=lambda item: COLUMNS.index(item[0][0])))
        self.sums = SCHOOL if data.school else SUMS
        self.second = [("Период",)] * bool(self.columns) if data.school else [("№ зачётной книжки",)]
        mine = [[j for j in column if j["group"] == group["id"]] for column in self.columns.values()]
        mine = [column for column in mine if column] or self.columns.values()
        terms = {t["id"]: t for column in mine for j in column for t in self.terms(j)}
        self.periods = sorted(terms.values(), key=lambda t: (t["end"], -t["start"].toordinal()))
        named = [key for key, column in self.columns.items() if any(j["group"] == group["id"] for j in column)] or list(self.columns)
        results = {term for s in self.people for column in named for term in self.results(s, column)}
        self.rows = [t["id"] for t in self.periods] + ["year"] + [term for term in ONCE if term in results]

    def column(self, journal):
        form = COMPONENTS.get(journal["component"]) or FORMS.get(journal["final_form"], "Итоги года")
        return "Предметы" if self.data.school else form, heading({**journal, "subgroup": ""})

    def terms(self, journal):
        return self.data.terms_of(self.data.groups[journal["group"]], journal)

    def studied(self, student, column):
        """The journals of the column's name to which the student ever belonged, the group's own last."""
        return sorted((j for j in self.named[column] if student["id"] in self.data.ever(j)), key=lambda j: j["group"] == self.group["id"])

    def results(self, student, column):
        return {r["term"]: r["value"] for j in self.studied(student, column) for r in self.data.results[j["id"]] if r["student"] == student["id"]}

    def released(self, student, column, date):
        return any(self.data.exempt(student["id"], j["id"], date) for j in self.studied(student, column))

    def mark(self, student, column):
        found = self.results(student, column)
        terms = [t["id"] for t in sorted(self.data.settings["terms"], key=lambda t: (t["end"], -t["start"].toordinal()), reverse=True)]
        rank = [RANK[0], RANK[-1], *RANK[1:-1]] if self.data.school else RANK
        # The latest term's only where nobody has a mark of the year, an examination or a final one.
        terms = terms if not any(set(self.results(s, column)) & set(RANK) for s in self.people) else []
        mark = next((found[term] for term in [*rank, *terms] if term in found), "")
        term = next((term for term in [*rank, *terms] if term in found), "")
        return mark and self.cleared(student, column, mark, term) or "осв" * self.released(student, column, self.day)

    def cleared(self, student, column, mark, term):
        """A mark, with what it was cleared with before the year was closed: 2/4."""
        own = {j["id"] for j in self.studied(student, column)}
        closed = day(str(self.data.settings["closed_on"]))
        rows = [r for r in self.data.all["debts"] if r["journal"] in own and r["student"] == student["id"] and r["date"] <= closed]
        rows = [r for r in sorted(rows, key=lambda r: r["date"]) if not self.failed(r["value"])]
        given = [r["date"] for j in self.studied(student, column) for r in self.data.results[j["id"]] if r["student"] == student["id"] and r["term"] == term]
        rows = [r for r in rows if (r["term"] == term if r["term"] else not given[-1] or given[-1] <= r["date"])]
        return f"{mark}/{rows[-1]['value']}" if rows and self.failed(mark) else mark

    def marks(self, student):
        return [self.mark(student, column) for column in self.columns]

    def cell(self, student, column, term):
        """A mark of a period, and whether the cell is grey."""
        if found := self.results(student, column).get(term):
            return self.cleared(student, column, found, term), False
        journals = [j for j in self.columns[column] if j["group"] == self.group["id"]] or self.columns[column]
        terms = {t["id"]: t for j in journals for t in self.terms(j)}
        if term in ONCE and not any(term in self.results(s, column) for s in self.people):
            return "", True
        if not self.studied(student, column) or term in self.titles and term not in terms:
            return "", True
        end = terms[term]["end"] if term in terms else self.day
        return "осв" * (term not in ONCE and self.released(student, column, end)), False

    def lines(self, student):
        """A student's lines, each its title and its cells, and what stands once."""
        who, lessons = student["id"], self.missed[student["id"]]
        if not self.data.school:
            marks = self.marks(student)
            values, (hours, valid) = self.values(marks), self.figures(lessons)[:2]
            sums = [hours, valid, mean(sum(values), len(values)) or "—", known(sum(map(self.failed, marks)))]
            return [(student["record_no"] or "—", [(mark, False) for mark in marks])], sums
        moves = [m for m in self.data.movements[who] if m["kind"] in DECISIONS and m["date"] >= self.begin]
        move = max(enumerate(moves), key=lambda pair: (pair[1]["date"], pair[0]), default=(0, None))[1]
        order = move and " ".join(filter(None, [move["order"], move["order_date"] and "от " + ru(move["order_date"])]))
        days = defaultdict(list)
        for lesson, signs in lessons:
            days[lesson["date"]].append(bool(MISSED & signs))
        sums = [sum(map(all, days.values())), *(sum(bool(of & signs) for _, signs in lessons) for of in (MISSED, VALID))]
        decision = ", ".join(filter(None, [{**MOVEMENTS, **IN_SCHOOL}[move["kind"]], order])) if move else ""
        rows = [({**self.titles, **RESULTS}[term], [self.cell(student, column, term) for column in self.columns]) for term in self.rows]
        return rows if self.columns else [("", [])], [*map(shown, sums), decision]

    @staticmethod
    def figures(lessons):
        return [shown(sum(number(lesson["hours"]) for lesson, signs in lessons if of & signs)) for of in (MISSED, VALID)]

    @staticmethod
    def values(marks):
        return [value for value in map(numeric, map(judged, marks)) if value is not None]

    def failed(self, mark):
        lowest = number(str((self.data.settings.get("scale") or {}).get("pass", 3)))
        mark = judged(mark)
        return mark in FAILED or numeric(mark) is not None and numeric(mark) < lowest

    def notes(self, student):
        """What stands under the name: exemptions and teaching at home."""
        out = []
        for row in self.data.releases[student["id"]]:
            if row["kind"] in NOTES and row["from"] <= self.data.after and (row["until"] or self.first) >= self.data.first:
                what = NOTES[row["kind"]] + (": " + self.data.journals[row["journal"]]["discipline"] if row["journal"] else " от занятий" * (row["kind"] == "exempt"))
                out.append(f"{what} с {ru(row['from'])}" + (row["until"] and f" по {ru(row['until'])}" or "") + (row["order"] and ", " + row["order"]))
        return out

    def without(self):
        """Under the table, the disciplines that have no column."""
        names = dict.fromkeys(heading({**j, "subgroup": ""}) for j in self.own if not (self.graded and attested(j)))
        return [("Без аттестации: " if self.graded else "Обучение без отметок: ") + "; ".join(names) + "."] * bool(names)

    def grey(self):
        return [GREY] * (self.data.school and any(grey for s in self.people for _, cells in self.lines(s)[0] for _, grey in cells))


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

    def attendance(self, pages):
        own = missed(self.data, self.group)
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
        about = f"Академические часы пропущенных {what} в журналах {'класса' if self.data.school else 'группы'}; по уважительной причине — «уп» и «б». "
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
        self.around(pages, f"Академические часы проведённых {what} записаны на того, кто их провёл.", *[f"{what.capitalize()} проведено не было."] * (not own))

    def finals(self, pages):
        sheet = Summary(self.data, self.group)
        self.summary(sheet, pages)
        for page, row in (pair for rows, _ in self.foot for pair in rows):
            self.wrong(f"a row of «{' '.join(row[0].lines)}»", page)
        told = [f"Часть {n} из {self.parts}" for n in range(1, self.parts + 1) if self.parts > 1] + sheet.without() + sheet.grey()
        if self.group["curator"]:
            told += ["Классный руководитель" if self.data.school else "Куратор группы", self.data.short(self.group["curator"]), "(подпись)"]
        told += [f"На конец года в {'классе' if self.data.school else 'группе'} никто не числится."] * (not sheet.people)
        self.around(pages, *told)

    def summary(self, sheet, pages):
        """Every cell of the summary sheet; the rows at its foot, if there are any."""
        first = [("№",), ("Фамилия, имя, отчество",), *sheet.second]
        heads = [("Предметы" if self.data.school else form, name) for form, name in sheet.columns] + [(title,) for title in sheet.sums]
        wants, self.foot = {student["id"]: sheet.lines(student) for student in sheet.people}, []
        starts = [n for n, page in enumerate(pages) if not n or "Часть" in page.outside]
        self.parts, done = len(starts), 0
        for start, end in zip(starts, starts[1:] + [len(pages)]):
            if not sheet.people:
                break
            part, blocks, foot = pages[start:end], [], []
            for page in (page for page in part if page.body):
                for cell, head in zip(page.body[0], [*first, *heads[done:]]):
                    self.head(page, cell, *head)
                for row in page.body:
                    left = row[0].x0 < page.xs[0] + 1
                    if left and re.fullmatch(r"\d+", "".join(row[0].lines)):
                        blocks.append((page, [row]))
                    elif left:
                        foot.append((page, row))
                    elif blocks:
                        blocks[-1][1].append(row)
            wide = max((len(rows[0]) - len(first) for _, rows in blocks), default=0)
            if len(blocks) != len(sheet.people):
                self.wrong(f"{len(blocks)} students, expected {len(sheet.people)}", pages[start])
            for place, ((page, rows), student) in enumerate(zip(blocks, sheet.people), 1):
                lines, sums = wants[student["id"]]
                name, marks = self.data.name(student), lines[0][1][done : done + wide]
                self.expect("row", rows[0][0], str(place), page)
                self.expect("row", rows[0][1], " ".join([name, *sheet.notes(student)]), page)
                if len(rows) != len(lines) or any(len(row) != len(marks) + 1 for row in rows[1:]) or len(rows[0]) != len(first) + wide:
                    self.wrong(f"{name}: rows of {[len(row) for row in rows]} cells, expected {len(lines)} of {len(marks) + 1}", page)
                for n, (row, (title, cells)) in enumerate(zip(rows, lines)):
                    row = row if n else row[2:]
                    if sheet.second:
                        self.expect(name, row[0], title, page)
                        row = row[1:]
                    for cell, (form, head), (want, grey) in zip(row, list(sheet.columns)[done:], cells[done:]):
                        self.expect(f"{name}, {title}, {head}", cell, want, page)
                        if cell.grey != grey:
                            self.wrong(f"{name}, {title}, {head} ({form}): the cell is {'' if cell.grey else 'not '}grey", page)
                own = slice(max(0, done - len(sheet.columns)), max(0, done + wide - len(sheet.columns)))
                for cell, title, want in zip(rows[0][len(first) + len(marks) :], sheet.sums[own], sums[own]):
                    self.expect(f"{name}, {title}", cell, want, page)
            self.foot.append((foot, slice(done, done + wide)))
            done += wide
        if done != len(heads) and sheet.people:
            self.wrong(f"{done} columns, expected {len(heads)}", pages[-1])

    def events(self, pages):
        """A table each of movements, remarks, late entries and changed results, if there are any."""
        late, changed = self.corrections()
        teacher = "Учитель" if self.data.school else "Преподаватель"
        parts = [
            (MOVED, self.movements(), "Движения за год в данных нет."),
            ([teacher if head == "Преподаватель" else head for head in REMARKED], self.remarks(), "Замечаний нет."),
            (CORRECTED, late, "Записей и исправлений задним числом не найдено."),
            (["Период" if head == "Занятие" else head for head in CORRECTED], changed, "Исправлений итоговых отметок нет."),
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
            kind = {**MOVEMENTS, **(IN_SCHOOL if data.school else {})}[move["kind"]]
            rows.append([str(len(rows) + 1), ru(move["date"]), data.name(data.students[move["student"]]), kind, order, where])
        return rows

    def place(self, journal):
        return f"{self.group['name']}: {heading(journal)}"

    def remarks(self):
        """Those about the group's journals or lessons; to whom, if it is not said: the journal's teacher then."""
        data, rows = self.data, []
        for remark in sorted(data.all["remarks"], key=lambda r: r["date"]):
            if journal := self.journals.get(remark["journal"] or self.lessons.get(remark["lesson"], ({}, {}))[0].get("id")):
                done = "не устранено" if remark["due"] and remark["due"] < self.closed else ""
                inspector = remark["inspector"] and data.told(remark["inspector"])
                row = [ru(remark["date"]), self.place(journal), remark["text"], inspector, ru(remark["due"]), ru(remark["resolved"]) or done]
                rows.append([*row, ru(remark["told"]), data.told(remark["teacher"] or data.teacher_on(journal, remark["date"])), ""])
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
            record, who = change["record"].split("/"), change["by"] and data.told(change["by"])
            row = [SIGNS.get(value, value) or "—" for value in (change["old"], change["new"])] + [who, change["reason"] or "не указана"]
            if change["table"] in ("marks", "attendance"):
                add_late(change["at"], *record[:2], "отметка исправлена" if change["table"] == "marks" else "посещаемость исправлена", row)
            elif change["table"] == "results" and record[0] in self.journals:
                add(changed, change["at"], self.journals[record[0]], record[1], titles[record[2]], "итог исправлен", row)
        for mark in (mark for lesson in self.lessons for mark in data.marks[lesson]):
            row = ["", mark["value"], mark["entered_by"] and data.told(mark["entered_by"]), ""]
            add_late(mark["entered_at"], mark["lesson"], mark["student"], "отметка внесена", row)
        return ([row for _, row in sorted(rows, key=lambda pair: pair[0])] for rows in (late, changed))
