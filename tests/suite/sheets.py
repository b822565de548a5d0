"""An independent check of the printed sheets of a year's results: the PDF against the tables, cell by cell.

    sheets.py INPUT_DIR OUTPUT_DIR

It shares no code with the program; what it reads pages and tables with is volume.py's, and the summary sheet's cells
are those of volume_registers.py. Everything is computed anew by the contract and docs/formulas.md («Ведомости»).
Checked are, in OUTPUT_DIR/print/sheets,

- the summary sheet of every group: the cells, the rows at its foot, what is counted below;
- the results of attestation, of a group, of a course or parallel, of all: every number, the totals, the disciplines
  without marks, the state attestation, in sums and by student;
- the examination sheets: which there are, number, day, examiner, rows and counts;
- the files, the numbers of the pages and what stands at their foot; that nothing else stands around the tables, that
  no text runs over the border of its cell and none is smaller than 7 points.

One line a deviation, exit status 1 if there is any; the last line says how much was compared.
"""

import os
import re
import sys
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal

import pymupdf
from volume import Group, Page, Tables, attested, heading, mean, number, numeric, quote, ru, shown, squeeze
from volume_registers import COLUMNS, FAILED, Summary, judged, known

KINDS = {"demo": "Демонстрационный экзамен", "thesis": "Дипломная работа", "exam": "Государственный экзамен"}
COUNTED = ["5", "4", "3", "2", "зачтено", "незачтено", "н/а"]
HEADS = ["осв.", "нет отметки", "Средний балл", "Успеваемость", "Качество знаний"]
GROUPS = ["Обучающихся", "Аттестуются", "Успевают", "Успеваемость", "На 4 и 5", "Качество знаний", "Средний балл", "«2», «незачтено», «н/а»"]
STUDENTS = ["№", "Фамилия, имя, отчество", "Группа", "Испытание", "Тема, руководитель", "Балл", "Отметка", "Протокол"]
MARKS = {5: "отлично", 4: "хорошо", 3: "удовлетворительно", 2: "неудовлетворительно", 1: "неудовлетворительно"}
TITLES = {"exam": "Экзаменационная ведомость", "module-exam": "Ведомость экзамена по модулю", "coursework": "Ведомость защиты курсовых работ"}
BY_FORM = {"exam": TITLES["exam"], "graded-credit": "Ведомость дифференцированного зачёта", "credit": "Зачётная ведомость"}
DEBTS = "Ведомость ликвидации академической задолженности"
DATE, SIGNED = "«____» __________________ 20___ г.", "(подпись)"
NOTE = (
    "Отметка — та, что заканчивает дисциплину (предмет), как в сводной ведомости. «Оценено» — с отметкой, "
    "«зачтено», «незачтено» или «н/а» (не аттестован, не явился, не допущен); «осв.» — освобождён, «нет отметки» — числится, но отметки нет. "
    "Успеваемость — доля «3», «4», «5» и «зачтено» среди оценённых; качество — доля «4» и «5» среди отметок числом и «н/а». По обучающимся: "
    "успевают те, у кого нет неудовлетворительных отметок, на «4» и «5» — те из них, у кого нет отметок ниже 4."
)
FOOT = (
    " Внизу: успеваемость — доля аттестуемых без неудовлетворительных отметок; качество — доля аттестуемых, у которых нет "
    "неудовлетворительных отметок и отметок ниже 4. По {}: успеваемость — доля «3», «4», «5» и «зачтено» среди оценённых; качество — доля «4» "
    "и «5» среди отметок числом и «н/а»."
)
UNITS = (
    "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать "
    "шестнадцать семнадцать восемнадцать девятнадцать"
).split()
TENS = "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто".split()


def spelled(n):
    return UNITS[n] if n < 20 else TENS[n // 10 - 2] + (" " + UNITS[n % 10] if n % 10 else "")


def share(part, whole):
    """A whole number of percents; what is not all or nothing is not said to be."""
    if not whole:
        return "—"
    whole_ones, one = ((Decimal(part * 100) / whole).quantize(Decimal(digits), ROUND_HALF_UP) for digits in ("1", "0.1"))
    return str(one if whole_ones in (0, 100) and part not in (0, whole) else whole_ones).replace(".", ",")


def percents(part, whole):
    return share(part, whole) + " %" * bool(whole)


def kind_of(mark):
    """The column in which a mark is counted."""
    value = numeric(mark)
    if value is not None:
        return str(max(int(value), 2))
    return mark if mark in ("зачтено", "незачтено") else "н/а" if mark in FAILED else "осв."


def listed(names):
    return "; ".join(dict.fromkeys(names))


class Tally(Counter):
    """How many marks of every kind there are, and what a row says of them."""

    def add(self, marks):
        marks = [judged(mark) for mark in marks]
        self.update(map(kind_of, marks))
        self["sum"] += sum(value for value in map(numeric, marks) if value is not None)
        return self

    def graded(self):
        return sum(self[kind] for kind in COUNTED)

    def numbers(self):
        return sum(self[kind] for kind in "5432")

    def passing(self):
        return sum(self[kind] for kind in ("5", "4", "3", "зачтено")), self.graded()

    def quality(self):
        return self["5"] + self["4"], self.numbers() + self["н/а"]

    def mean(self):
        return mean(self["sum"], self.numbers()) or "—"

    def cells(self):
        counts = [known(self[kind]) for kind in (*COUNTED, "осв.", "нет отметки")]
        return [known(self.graded()), *counts, self.mean(), percents(*self.passing()), percents(*self.quality())]


class Sheets:
    def __init__(self, data, output):
        self.data, self.count, self.deviations, self.files = data, Counter(), [], set()
        self.folder = os.path.join(output, "print", "sheets")
        self.there = set(os.listdir(self.folder))
        self.checks = {key: Group(data, group, output, self.count, []) for key, group in data.groups.items()}
        self.sheets = {key: Summary(data, group) for key, group in data.groups.items()}
        self.tallies = {key: self.tally(sheet) for key, sheet in self.sheets.items()}
        self.gia = {key: self.state(group) for key, group in data.groups.items()}
        self.organization = data.settings["organization"]
        self.year = f"{data.settings['academic_year']} учебный год"
        self.school = data.school
        self.word = "Класс" if self.school else "Группа"
        self.subject = "Предмет" if self.school else "Дисциплина"
        self.teacher = "Учитель" if self.school else "Преподаватель"

    def open(self, file, group=None):
        """The pages of a file after a look at their numbers and feet; the file is known by now."""
        self.check = self.checks[group["id"] if group else next(iter(self.checks))]
        self.check.file, self.registers = file, self.check.registers
        self.files.add(file)
        if file not in self.there:
            self.check.wrong("no such file")
            return []
        sides = self.check.sides
        with pymupdf.open(os.path.join(self.folder, file)) as pdf:
            pages = [Page(page, place, sides) for place, page in enumerate(pdf)]
        self.count.update(files=1, pages=len(pages))
        for page in pages:
            if page.over:
                self.check.wrong(f"text runs over other text, its cell or the page: «{page.over[:40]}»", page)
            # The number of the sheet stands on fronts; on a page on its side it is read with the text.
            sheet, back = divmod(page.place, sides)
            page.number = page.label or (str(sheet + 1) if page.words.startswith(f"{sheet + 1} ") else "")
            if page.number != ("" if back else str(sheet + 1)):
                self.check.wrong(f"page number «{page.number}»", page)
            self.check.sizes(page)
        return pages

    def expect(self, what, cell, want, page):
        self.registers.expect(what, cell, want, page)

    def around(self, pages, title, pieces, more, foot, digest):
        """Outside of the tables stand the pieces, perhaps some of `more`, and nothing else."""
        for page in pages:
            own = page.footer.removesuffix(page.digest) if digest else page.footer
            if own.strip() != foot + " данные SHA-256:" * digest:
                self.check.wrong(f"the footer is «{page.footer}»", page)
        text = "".join(page.outside if page.label else page.outside.removeprefix(page.number) for page in pages)
        for piece in map(squeeze, [self.organization["name"], *title, *pieces]):
            if piece not in text:
                self.check.wrong(f"outside the tables is no «{piece}»", pages[0])
            text = text.replace(piece, "", 1)
            self.count["texts"] += 1
        for piece in map(squeeze, more):
            text = text.replace(piece, "")
        if text:
            self.check.wrong(f"outside the tables stands «{text[:80]}»", pages[0])

    def signatures(self, group, roles):
        """Who signs, with the place for it; the group's curator, if there is a group."""
        persons = self.data.settings.get("signatories") or {}
        told = ["Классный руководитель" if self.school else "Куратор группы", *[self.data.short(group["curator"])] * bool(group["curator"]), SIGNED] if group else []
        for role in roles:
            person = persons.get(role) or {}
            told += [person.get("position", ""), person.get("name", ""), SIGNED] if person else []
        return told + ["М. П."] * ("director" in roles) + [DATE]

    def run(self):
        school, groups = self.school, list(self.data.groups.values())
        for group in groups:
            self.summary(group)
            if group["grading"] != "none" or self.closes([group]):
                self.attestation(f"{quote(group['id'])}~attestation.pdf", [group], f"{'класс' if school else 'группа'} {group['name']}", group)
            self.exams(group)
        courses = defaultdict(list)
        for group in groups:
            courses[group["grade" if school else "course"]].append(group)
        for course, own in courses.items():
            if course:
                what = f"{course}-е классы" if school else f"{course} курс"
                self.attestation(f"attestation~{'grade' if school else 'course'}-{quote(course)}.pdf", own, what)
        self.courses = sorted(courses.items(), key=lambda pair: (not pair[0], int(pair[0] or 0)))
        self.attestation("attestation~all.pdf", [g for _, own in self.courses for g in own], "все классы" if school else "все группы", whole=True)
        for check in self.checks.values():
            self.deviations += check.deviations
        self.deviations += [f"{file}: no sheet has this name" for file in sorted(self.there - self.files)]

    def leaves(self, group):
        return bool(group["study_end"]) and self.data.first <= group["study_end"] < self.data.after

    def closes(self, groups):
        """Whether there is a state attestation to tell of."""
        return any(self.leaves(g) or self.gia[g["id"]] for g in groups)

    def tally(self, sheet):
        found = {}
        for column in sheet.columns:
            tally, marks = Tally(), [sheet.mark(student, column) for student in sheet.people]
            found[column] = tally.add([mark for mark in marks if mark])
            for student, mark in zip(sheet.people, marks):
                there = any(self.data.belongs(student, sheet.day, self.data.groups[j["group"]], j) for j in sheet.studied(student, column))
                tally["нет отметки"] += not mark and there
        return found

    def state(self, group):
        """The rows of every kind of the group's students, in the order of names; of a student's the last one counts."""
        own = [s for s in sorted(self.data.students.values(), key=self.data.order) if s["group"] == group["id"]]
        found = {kind: [(s, row) for s in own for row in self.data.gia[s["id"]] if row["kind"] == kind] for kind in KINDS}
        return {kind: rows for kind, rows in found.items() if rows}

    def summary(self, group):
        sheet, file = self.sheets[group["id"]], f"{quote(group['id'])}.pdf"
        pages = self.open(file, group)
        if not pages:
            return
        self.registers.title = "Сводная ведомость"
        self.registers.summary(sheet, pages)
        columns, marks = list(sheet.columns), [sheet.marks(student) for student in sheet.people]
        tallies = list(self.tallies[group["id"]].values())
        wants = {
            "Средний балл": [t.mean() if t else "—" for t in tallies],
            "Успеваемость, %": [share(*t.passing()) for t in tallies],
            "Качество знаний, %": [share(*t.quality()) for t in tallies],
        }
        for foot, part in self.registers.foot:
            if [" ".join(row[0].lines) for _, row in foot] != list(wants) * bool(columns and sheet.people):
                self.check.wrong(f"the foot has rows {[row[0].lines for _, row in foot]}", pages[-1])
            for page, row in foot:
                title = " ".join(row[0].lines)
                own = [*wants.get(title, []), *[""] * len(sheet.sums)][part]
                if len(own) != len(row) - 1:
                    self.check.wrong(f"{title}: {len(row) - 1} cells, expected {len(own)}", page)
                for cell, want, head in zip(row[1:], own, [*columns, *sheet.sums][part]):
                    self.expect(f"{title}, {head}", cell, want, page)
        told = f"Обучающихся в ведомости: {len(sheet.people)}"
        graded, below, numbers = self.persons(marks, sheet)
        counts = Counter(mark if numeric(mark) is None else mark.rstrip("+-") for row in marks for mark in map(judged, row) if mark and mark != "осв")
        more = []
        if sheet.graded and graded[0]:
            told += f", аттестуются: {graded[0]}."
            shares = [share(part, graded[0]) + " %" if graded[0] else "нет данных" for part in graded[1:]]
            told += f" Успеваемость: {shares[0]} ({graded[1]} чел.). Качество знаний: {shares[1]} ({graded[2]} чел.)."
            told += f" Средний балл: {numbers if numbers != '—' else 'нет данных'}."
            order = sorted(counts, key=lambda mark: (numeric(mark) is None, -(numeric(mark) or 0), mark))
            more = ["Отметок: " + ", ".join(f"«{mark}» — {counts[mark]}" for mark in order) + "."] * bool(counts)
        else:
            told += "." + " Отметок нет." * sheet.graded
        title = "Сводная ведомость учёта успеваемости" if self.school else "Сводная ведомость промежуточной аттестации"
        pieces = [told, *more, *sheet.without(), *sheet.grey(), self.kept(group) + FOOT.format("предметам" if self.school else "дисциплинам") * sheet.graded]
        pieces += [f"На конец года в {'классе' if self.school else 'группе'} никто не числится."] * (not sheet.people)
        pieces += ["Решение педагогического совета: протокол № ______ от " + DATE] * self.school
        pieces += self.signatures(group, ["deputy", "director"])
        secretary = (self.data.settings.get("signatories") or {}).get("secretary")
        if secretary:
            pieces += ["Принял: " + secretary["position"][:1].lower() + secretary["position"][1:], secretary["name"], SIGNED]
        pieces += [f"Часть {n} из {self.registers.parts}" for n in range(1, self.registers.parts + 1) if self.registers.parts > 1]
        foot = f"{group['name']}, {self.organization['short_name']} · {self.year}"
        self.around(pages, [title, self.about(group) + ". " + self.year], pieces, [f"Сводная ведомость {group['name']}, продолжение"], foot, True)

    def about(self, group):
        program = "" if self.school else " ".join(filter(None, [group["program_code"], group["program"]]))
        course = "" if self.school or not group["course"] else f"{group['course']} курс"
        return ", ".join(filter(None, [f"{self.word} {group['name']}", program, course]))

    def kept(self, group):
        rule = ((self.data.settings.get("retention") or {}).get("sheets")) or {"years": 25, "from": "end-of-study"}
        event = group["study_end"] if rule["from"] == "end-of-study" else self.registers.closed
        whence = "после окончания обучения" if rule["from"] == "end-of-study" else "после закрытия года"
        return f"Хранить: {rule['years']} лет {whence}" + (f" (по 31.12.{event.year + rule['years']})." if event else ".")

    @staticmethod
    def persons(marks, sheet):
        """Of how many there are marks, how many of them pass, and with 4 and 5 only; how many debts; the mean."""
        rows = [[mark for mark in row if mark and mark != "осв"] for row in marks]
        rows = [row for row in rows if row]
        passing = [row for row in rows if not any(map(sheet.failed, row))]
        good = [row for row in passing if all(value >= 4 for value in sheet.values(row))]
        values = [value for row in rows for value in sheet.values(row)]
        return (len(rows), len(passing), len(good)), sum(sheet.failed(mark) for row in rows for mark in row), mean(sum(values), len(values)) or "—"

    def attestation(self, file, groups, what, group=None, whole=False):
        pages, several = self.open(file, group), len(groups) > 1
        if not pages:
            return
        subject, first = ("Предмет" if self.school else "Дисциплина"), [] if self.school else ["Форма"]
        head = ["Оценено", "из них", *HEADS]
        heads = {
            "groups": [self.word, *GROUPS],
            "disciplines": [*first, subject, *head],
            "gia": [self.word, "Испытание", "Протоколы", *head],
            "students": [self.word if text == "Группа" else text for text in STUDENTS if several or text != "Группа"],
        }
        wants = {"groups": [] if group else self.totals(groups, whole), "disciplines": self.disciplines(groups, several, whole), **self.final(groups)}
        if whole:
            wants["students"] = []
        found, table = {name: [] for name in heads}, None
        for page in pages:
            for row in page.rows:
                texts = [squeeze("".join(cell.lines)) for cell in row]
                name = next((name for name, head in heads.items() if texts == list(map(squeeze, head))), None)
                if name:
                    table = found[name]
                elif texts == COUNTED:
                    continue
                elif table is None:
                    self.check.wrong(f"a table of {texts}", page)
                else:
                    table.append((row, page))
        for name, rows in found.items():
            if len(rows) != len(wants[name]):
                self.check.wrong(f"{name}: {len(rows)} rows, expected {len(wants[name])}", pages[0])
            self.check.at = name
            self.registers.table(rows, wants[name])
            self.check.at = ""
        titles = {
            "groups": "Обучающиеся и итоги", "disciplines": f"Промежуточная аттестация по {'предметам' if self.school else 'дисциплинам'}",
            "gia": "Государственная итоговая аттестация", "students": "Результаты итоговой аттестации обучающихся",
        }  # fmt: skip
        pieces = [titles[name] for name in titles if wants[name] or name == "gia" and self.closes(groups)] + [NOTE, *self.signatures(group and group["curator"] and group, ["deputy", "director"])]
        pieces += ["Результатов итоговой аттестации нет."] * (not wants["gia"] and self.closes(groups))
        pieces += [titles["disciplines"], f"{'Предметов' if self.school else 'Дисциплин'} нет."] * (not wants["disciplines"])
        title = [f"Сводная ведомость результатов промежуточной{' и итоговой' * self.closes(groups)} аттестации", f"{what[:1].upper() + what[1:]}, {self.year}"]
        foot = f"{self.organization['short_name']} · результаты аттестации, {what} · {self.year}"
        self.around(pages, title, pieces, [text + ", продолжение" for text in titles.values()], foot, bool(group))

    def totals(self, groups, whole):
        """The table of groups, in that of all with the sums of every course of several groups."""

        def row(name, own):
            rows = [self.persons([self.sheets[g["id"]].marks(s) for s in self.sheets[g["id"]].people], self.sheets[g["id"]]) for g in own]
            (graded, passing, good), debts = map(sum, zip(*(r[0] for r in rows))), sum(r[1] for r in rows)
            tally = sum_of(t for g in own for t in self.tallies[g["id"]].values())
            people = sum(len(self.sheets[g["id"]].people) for g in own)
            return [name, str(people), str(graded), str(passing), percents(passing, graded), str(good), percents(good, graded), tally.mean(), known(debts)]

        rows, word = [], "{}-е классы, всего" if self.school else "{} курс, всего"
        for course, own in self.courses if whole else [("", groups)]:
            rows += [row(g["name"], [g]) for g in own]
            rows += [row(word.format(course), own)] * (whole and len(own) > 1 and bool(course) and len(self.courses) > 1)
        return rows + [row("Всего", groups)] * (len(groups) > 1)

    def disciplines(self, groups, several, whole):
        first, rows, merged, without = [] if self.school else [""], [], {}, {True: [], False: []}
        for group in groups:
            sheet, tallies = self.sheets[group["id"]], self.tallies[group["id"]]
            unmarked = [j for j in sheet.own if not (sheet.graded and attested(j))]
            names = list(dict.fromkeys(heading({**j, "subgroup": ""}) for j in unmarked))
            without[sheet.graded] += names
            for column, tally in tallies.items():
                merged[column] = sum_of([merged.get(column, Tally()), tally])
            rows += [[group["name"]]] * several
            rows += [self.discipline(column, tally) for column, tally in tallies.items()]
            rows += [[*first, name, "без аттестации" if sheet.graded else "обучение без отметок"] for name in names]
            rows += [[*first, "Всего", *sum_of(tallies.values()).cells()]] * bool(tallies)
        if not whole:
            return rows
        order = list(merged)
        if not self.school:
            order.sort(key=lambda column: COLUMNS.index(column[0]))
        rows = [self.discipline(column, merged[column]) for column in order]
        told = ("Без аттестации: ", True), ("Обучение без отметок: ", False)
        return rows + [[text + listed(without[graded])] for text, graded in told if without[graded]]

    def discipline(self, column, tally):
        return [*([] if self.school else [column[0]]), column[1], *tally.cells()]

    def final(self, groups):
        """The state attestation: the sums of every group and kind, and every student's."""
        sums, students, people = [], [], []

        def parts(own):
            """The rows by part: kind, and subject of an examination."""
            found = defaultdict(list)
            for g in own:
                for kind, rows in self.gia[g["id"]].items():
                    for student, row in rows:
                        found[kind, row["title"].lower() if kind == "exam" else ""].append((student, row))
            return dict(sorted(found.items(), key=lambda item: (list(KINDS).index(item[0][0]), item[0][1])))

        def line(name, own, key, rows, with_protocols):
            last = list({student["id"]: row for student, row in rows}.values())
            scores = [number(row["score"]) for row in last if row["score"]]
            subject = f": {rows[0][1]['title']}" if key[0] == "exam" and rows[0][1]["title"] else ""
            title = KINDS[key[0]] + subject + (f", средний балл {mean(sum(scores), len(scores))}" if scores else "")
            protocols = list(dict.fromkeys(self.protocol(row) for _, row in rows if self.protocol(row)))
            tally = Tally().add([row["value"] for row in last])
            sat = {student["id"] for student, _ in rows}
            due = [s["id"] for g in own if self.leaves(g) and key in parts([g]) for s in self.sheets[g["id"]].people]
            tally["нет отметки"] += sum(student not in sat for student in due) if key[0] != "exam" else 0
            return [name, title, "; ".join(protocols) * with_protocols, *tally.cells()]

        for group in groups:
            sums += [line(group["name"], [group], key, rows, True) for key, rows in parts([group]).items()]
        if sum(bool(self.gia[g["id"]]) for g in groups) > 1:
            sums += [line("Всего", groups, key, rows, False) for key, rows in parts(groups).items()]
        # A student has a row a result, and a number and a name that stand once.
        for group in groups:
            of = {kind: rows for kind, rows in self.gia[group["id"]].items()}
            for student in {s["id"]: s for rows in of.values() for s, _ in sorted(rows, key=lambda pair: self.data.order(pair[0]))}.values():
                people.append((group, student, [(kind, row) for kind, rows in of.items() for s, row in rows if s["id"] == student["id"]]))
        people.sort(key=lambda own: (groups.index(own[0]), self.data.order(own[1])))
        for place, (group, student, rows) in enumerate(people, 1):
            first = [str(place), self.data.name(student), *[group["name"]] * (len(groups) > 1)]
            for kind, row in rows:
                theme = ", ".join(filter(None, [row["title"], row["supervisor"] and "рук. " + row["supervisor"]]))
                value = numeric(row["value"])
                mark = row["value"] + (f" ({MARKS[int(value)]})" if value is not None else "")
                score = shown(number(row["score"])) if row["score"] else ""
                students.append([*first, KINDS[kind][:1].lower() + KINDS[kind][1:], theme, score, mark, self.protocol(row)])
                first = []
        return {"gia": sums, "students": students}

    @staticmethod
    def protocol(row):
        number = row["protocol"] and (row["protocol"] if row["protocol"].startswith("№") else "№ " + row["protocol"])
        return " ".join(filter(None, [number, row["date"] and "от " + ru(row["date"])]))

    def wanted(self, group):
        """The examination sheets that there are to be: journals, title, number, rows with their dates, people."""
        data, found = self.data, []
        journals = [j for j in data.journals.values() if j["group"] == group["id"]]
        sheets = defaultdict(list)
        for journal in journals:
            # Subgroups share a sheet that has a number.
            first = next(j for j in journals if all(j[key] == journal[key] for key in ("discipline", "index", "final_form")))
            for row in {(r["student"], r["term"]): r for r in data.results[journal["id"]]}.values():
                if row["sheet_no"] or row["term"] in ("exam", "module-exam"):
                    place = first if row["sheet_no"] else journal
                    sheets[place["id"], row["term"], row["sheet_no"]].append((journal, row))
            for row in (r for r in data.all["debts"] if r["journal"] == journal["id"] and r["sheet_no"]):
                sheets[first["id"], "debt", row["sheet_no"]].append((journal, row))
        number = lambda no: (int((re.findall(r"[0-9]+", no) or ["9" * 30])[0]), no)  # noqa: E731
        for (place, term, no), rows in sheets.items():
            own = list({j["id"]: j for j, _ in rows}.values())
            people = {row["student"]: row for _, row in rows}
            first = min((row["date"] for _, row in rows if row["date"]), default=None)
            for journal in own if term != "debt" and first else []:
                of_journal = lambda of: sum(j["id"] == journal["id"] for j, _ in sheets[of])  # noqa: B023, E731
                rivals = [of for of in sheets if of[1] == term and of_journal(of)]
                longest = max(sorted(rivals, key=lambda of: (list(data.journals).index(of[0]), of[2] != "", number(of[2]))), key=of_journal)
                alike = [j["id"] for j in journals if all(j[key] == journal[key] for key in ("discipline", "index", "final_form"))]
                if longest == (place, term, no):
                    named = {r["student"] for j in alike for r in data.results[j] if r["term"] == term}
                    for student in data.students.values():
                        there = data.belongs(student, first, group, journal) and not data.exempt(student["id"], journal["id"], first)
                        if there and student["id"] not in named:
                            people[student["id"]] = defaultdict(str)
            title = DEBTS if term == "debt" else TITLES.get(term) or BY_FORM.get(own[0]["final_form"], "Ведомость итоговых отметок")
            found.append((own, title, no, [row for _, row in rows], people, term))
        return found

    def exams(self, group):
        wants, file = self.wanted(group), f"{quote(group['id'])}~exams.pdf"
        if not wants:
            return
        sheets, titles = [], sorted({*TITLES.values(), *BY_FORM.values(), DEBTS, "Ведомость итоговых отметок"}, key=len, reverse=True)
        for page in self.open(file, group):
            if squeeze(self.organization["name"]) in page.outside or not sheets:
                sheets.append([])
            sheets[-1].append(page)
        if len(sheets) != len(wants):
            self.check.wrong(f"{len(sheets)} sheets, expected {len(wants)}")
        for pages in sheets:
            text = pages[0].outside
            found = re.search(rf"({'|'.join(map(squeeze, titles))})№(.*?){self.subject}(.*?){self.word}", text)
            if not found:
                self.check.wrong(f"no title: «{text[:120]}»", pages[0])
                continue
            title, no, name = found.groups()
            fitting = [w for w in wants if squeeze(w[1]) == title and squeeze(w[2]) == no.replace("_", "") and squeeze(self.about_of(w[0])) == name]
            if not fitting:
                self.check.wrong(f"no such sheet is to be: {title} № {no}, {name}", pages[0])
                continue
            wants.remove(fitting[0])
            self.check.at = f"{title} № {no} {name}"
            self.exam(group, pages, *fitting[0])
            self.check.at = ""
        for journals, title, no, *_ in wants:
            self.check.wrong(f"missing is: {title} № {no}, {self.about_of(journals)}")

    @staticmethod
    def about_of(journals):
        return heading(journals[0] if len(journals) == 1 else {**journals[0], "subgroup": ""})

    def exam(self, group, pages, journals, title, no, rows, people, term):
        data, subject = self.data, self.about_of(journals)
        dates = sorted({row["date"] for row in rows if row["date"]})
        examiners = list(dict.fromkeys(row["examiner"] for row in rows if row["examiner"]))
        day = dates[0] if dates else max(t["end"] for t in data.settings["terms"])
        examiners = examiners or list(dict.fromkeys(data.teacher_on(journal, day) for journal in journals))
        names = ", ".join(map(data.short, examiners))
        day, several = ", ".join(map(ru, dates)) or DATE, len(dates) > 1
        students = sorted((data.students[s] for s in people), key=data.order)
        records, tickets = not self.school, any(row.get("ticket") for row in rows)
        is_exam = term in ("exam", "module-exam") or term not in ("debt", "coursework") and journals[0]["final_form"] == "exam"
        words_there = any(numeric(people[s["id"]]["value"]) is not None for s in students if people[s["id"]]["value"])
        heads = ["№", "Фамилия, имя, отчество", *["№ зачётной книжки"] * records, *["Дата"] * several, *["№ билета"] * tickets, "Отметка", *["прописью"] * words_there, "Подпись экзаменатора" if is_exam else "Подпись"]
        wants, marks = [], [people[s["id"]]["value"] for s in students]
        for place, (student, mark) in enumerate(zip(students, marks), 1):
            row, value = people[student["id"]], numeric(mark) if mark else None
            words = MARKS[int(value)] if value is not None else ""
            wants.append([str(place), data.name(student), *[student["record_no"] or "—"] * records, *[ru(row["date"])] * several, *[row.get("ticket", "")] * tickets, mark, *[words] * words_there, ""])
        body = [(row, page) for page in pages for row in page.rows if row[0].lines != ["№"]]
        for page in (page for page in pages if page.rows):
            self.registers.table([(page.rows[0], page)], [heads])
        if len(body) != len(wants):
            self.check.wrong(f"{len(body)} rows, expected {len(wants)}", pages[0])
        self.registers.table(body, wants)
        counts = Counter(MARKS[int(numeric(mark))] if numeric(mark) is not None else mark for mark in marks if mark)
        words = list(dict.fromkeys(MARKS.values()))
        order = [word for word in words if word in counts] + sorted(counts.keys() - set(words))
        graded = sum(numeric(mark) is not None or mark in ("зачтено", "незачтено") for mark in marks)
        values = [numeric(mark) for mark in marks if mark and numeric(mark) is not None]
        told = f"Обучающихся в ведомости: {len(students)} ({spelled(len(students))}), оценено: {graded}."
        listing = ", ".join(f"{word} — {counts[word]}" for word in order)
        told += f" {listing[:1].upper() + listing[1:]}." if counts else ""
        told += f" Средний балл: {mean(sum(values), len(values))}." if values else ""
        secretary = (data.settings.get("signatories") or {}).get("secretary")
        pieces = [told] + [piece for examiner in examiners for piece in ("Экзаменатор" if is_exam else self.teacher, data.short(examiner), SIGNED)]
        if secretary:
            pieces += ["Ведомость принял: " + secretary["position"][:1].lower() + secretary["position"][1:], secretary["name"], SIGNED, DATE]
        name = f"{title} № {no or '_______'}"
        who = ["Экзаменатор", "Экзаменаторы"] if is_exam else [self.teacher, "Учителя" if self.school else "Преподаватели"]
        who = who[len(examiners) > 1]
        titles = {t["id"]: t["title"] for t in data.settings["terms"]}
        period = ["Период", titles[term]] if term in titles else []
        about = [self.subject, subject, self.about(group), *period, "Дата проведения", day, who, names]
        foot = f"{group['name']}, {self.organization['short_name']} · {self.year}"
        self.around(pages, [name, "".join(about)], pieces, [f"{title}{no and f' № {no}'}, {subject}, продолжение"], foot, True)


def sum_of(tallies):
    total = Tally()
    for tally in tallies:
        total.update(tally)
    return total


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sheets = Sheets(Tables(sys.argv[1]), sys.argv[2])
    sheets.run()
    print("".join(text + "\n" for text in sheets.deviations), end="")
    count, wrong = sheets.count, len(sheets.deviations)
    said = f"pages {count['pages']}, cells {count['registers']}, texts {count['texts']}"
    print(f"sheets {count['files']}, {said}: {f'{wrong} deviations' if wrong else 'ok'}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
