"""An independent check of the printed journals: the PDF against the tables, cell by cell.

    volume.py INPUT_DIR OUTPUT_DIR

It shares no code with the program. For every group it reads OUTPUT_DIR/print/journals/<group id>.pdf back: the ruling
lines become cells, every letter goes to the cell it stands in, and what stands there is compared with what the tables
of INPUT_DIR (CSV, JSON or YAML) say by the contract. Checked are

- the marks: rows are all who ever belonged to the journal, columns all lessons and results, cells the signs of
  attendance and the marks and nothing else; grey are the cells of days outside the roster and of control works;
  the totals are computed anew;
- the kinds of work and the examinations, mark for mark;
- the lessons: number, date, slot, hours, kind, topic, homework, teacher, substitution; planned and given hours;
- the students with register number and birth date; the contents, page numbers, titles, digests and the certification;
- no word stands outside the tables of a journal but the known surroundings, no text runs over the border of its cell,
  none is smaller than 7 points (in the cells of marks and results smaller ones are counted, not refused).

One line a deviation, exit status 1 if there is any; the last line says how much was compared. For volumes of groups
printed on one side.
"""

import bisect
import csv
import datetime as dt
import hashlib
import json
import os
import re
import sys
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from urllib.parse import quote

import pymupdf
import yaml

KEYS = {
    "groups": "id", "students": "id", "staff": "id", "journals": "id", "movements": "student", "roster": "journal",
    "teachers": "journal", "plan": "journal", "curriculum": "journal", "lessons": "journal", "results": "journal",
    "homework": "lesson", "marks": "lesson", "attendance": "lesson",
}  # fmt: skip
DATES = "date due homework_due from until enrolled left birth_date".split()
SIGNS = {"absent": "н", "unexcused": "нб", "excused": "уп", "ill": "б", "late": "о", "released": "осв"}
MISSED, VALID = {"absent", "unexcused", "excused", "ill"}, {"excused", "ill"}
RESULTS = {"exam": "Экзамен", "module-exam": "Экзамен по модулю", "coursework": "Курсовая работа", "year": "Год", "final": "Итог"}
EXAMS = ("exam", "module-exam", "coursework")
PARTS = {"Отметки": "grid", "Виды": "works", "Экзамены": "works", "Занятия": "list", "Уроки": "list"}
TOTALS = ("Пропущено, ч", "в т. ч. уваж., ч", "Опозданий", "Средний балл")
WORDS = {"5": " (отлично)", "4": " (хорошо)", "3": " (удовлетворительно)", "2": " (неудовлетворительно)"}
KINDS = {
    "": "урок", "lesson": "урок", "lecture": "лекция", "practice": "практическое занятие", "lab": "лабораторная работа", "exam": "экзамен",
    "control": "контрольная работа", "seminar": "семинар", "excursion": "экскурсия", "consultation": "консультация",
}  # fmt: skip
COMPONENTS = {
    "mdk": "Междисциплинарный курс", "edu-practice": "Учебная практика", "prod-practice": "Производственная практика",
    "pre-diploma": "Преддипломная практика", "module-exam": "Экзамен по модулю", "coursework": "Курсовая работа",
    "elective": "Предмет по выбору", "optional": "Факультатив", "extracurricular": "Внеурочная деятельность", "home": "Обучение на дому",
}  # fmt: skip
FORMS = {"exam": "экзамен", "credit": "зачёт", "graded-credit": "дифференцированный зачёт"}
MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()
LEGEND = (
    "н — отсутствовал, причина неизвестна; нб — без уважительной причины; уп — по уважительной причине; б — болел; о — опоздал; "
    "осв — освобождён; дробь — несколько отметок. Серый столбец — контрольная работа или экзамен, серый день — суббота или "
    "воскресенье, серая клетка — обучающийся не входил в состав на этот день."
)


def clean(text):
    return re.sub(r"\s+", " ", re.sub("[\u200b\u00ad\u2060]", "", text)).strip()


def squeeze(text):
    return re.sub(r"[\s-]+", "", clean(text))


def day(text):
    return dt.date(*map(int, text.split("-") if "-" in text else reversed(text.split(".")))) if text else None


def ru(date):
    return f"{date:%d.%m.%Y}" if date else ""


def number(text):
    return Fraction(text.replace(",", ".")) if text else None


def shown(value):
    return f"{float(value):g}".replace(".", ",")


def total(rows):
    """The sum of their hours, None if there are none."""
    hours = [number(row["hours"]) for row in rows if row["hours"]]
    return sum(hours, Fraction(0)) if hours else None


def held(lesson):
    return lesson["status"] in ("", "held")


def attested(journal):
    return journal["attested"].lower() not in ("false", "no", "нет", "0")


class Tables:
    def __init__(self, folder):
        with open(os.path.join(folder, "archive.yaml"), encoding="utf-8-sig") as file:
            self.settings = yaml.safe_load(file)
        self.school = self.settings["organization"]["kind"] == "school"
        year = int(str(self.settings["academic_year"])[:4])
        self.first, self.after = dt.date(year, 9, 1), dt.date(year + 1, 9, 1)
        for term in self.settings["terms"]:
            term["start"], term["end"] = day(str(term["start"])), day(str(term["end"]))
        for name, key in KEYS.items():
            table = {} if key == "id" else defaultdict(list)
            for row in self.read(folder, name):
                if key == "id":
                    table[row["id"]] = row
                else:
                    table[row[key]].append(row)
            setattr(self, name, table)

    @staticmethod
    def read(folder, name):
        for end, load in (("csv", csv.DictReader), ("json", json.load), ("yaml", yaml.safe_load)):
            path = os.path.join(folder, f"{name}.{end}")
            if os.path.exists(path):
                with open(path, encoding="utf-8-sig", newline="") as file:
                    for row in load(file) or []:
                        row = {key: clean("" if value is None else str(value)) for key, value in row.items()}
                        for key in DATES:
                            if re.fullmatch(r"\d{4}-\d\d-\d\d|\d\d\.\d\d\.\d{4}", row.get(key, "")):
                                row[key] = day(row[key])
                        yield defaultdict(str, row)

    def name(self, row, short=False):
        return clean(" ".join([row["last_name"]] + [n[0] + "." if short else n for n in (row["first_name"], row["patronymic"]) if n]))

    def short(self, staff):
        return self.name(self.staff[staff], True)

    def belongs(self, student, date, group, journal=None):
        if journal and self.roster[journal["id"]]:
            rows = [r for r in self.roster[journal["id"]] if r["student"] == student["id"]]
            return any((r["from"] or date) <= date <= (r["until"] or date) for r in rows)
        if journal and journal["subgroup"] and student["subgroup"] and journal["subgroup"] != student["subgroup"]:
            return False
        later = [m for m in self.movements[student["id"]] if m["from"] and m["to"] and date < m["date"]]
        here = min(later, key=lambda m: m["date"])["from"] if later else student["group"]
        return here == group["id"] and (student["enrolled"] or date) <= date and not (student["left"] and date >= student["left"])

    def people(self, group, journal=None):
        """All who belong on any day of the year, by name, with their periods [from, after)."""
        found, one = [], dt.timedelta(1)
        order = lambda s: (self.name(s).lower().replace("ё", "е"), self.name(s).lower(), s["id"])  # noqa: E731
        for student in sorted(self.students.values(), key=order):
            rows = [student, *self.movements[student["id"]], *(r for r in self.roster[journal and journal["id"]] if r["student"] == student["id"])]
            dates = {v for row in rows for v in row.values() if isinstance(v, dt.date)}
            days = sorted({self.first} | {d for d in dates | {d + one for d in dates} if self.first < d < self.after})
            spans = []
            for start, after in zip(days, days[1:] + [self.after]):
                if self.belongs(student, start, group, journal):
                    if spans and spans[-1][1] == start:
                        start = spans.pop()[0]
                    spans.append((start, after))
            if spans:
                found.append((student, spans))
        return found

    def teachers_on(self, journal, date):
        rows = [t for t in self.teachers[journal["id"]] if t["from"] <= date <= (t["until"] or date)]
        return [t["staff"] for t in rows] or [journal["teacher"]]


def same(lines, want):
    """The printed lines are `want`, broken at spaces, between letters, or between letters with a hyphen."""
    want, at = clean(want), 0
    for line in filter(None, lines):
        at += want.startswith(" ", at)
        if want.startswith(line, at):
            at += len(line)
        elif line[-1] in "-\u2010" and want.startswith(line[:-1], at):
            at += len(line) - 1
        else:
            return False
    return at == len(want)


def cluster(values):
    out = []
    for value in sorted(values):
        if not out or value - out[-1] > 0.7:
            out.append(value)
    return out


class Cell:
    def __init__(self, x0, y0, x1, y1):
        self.x0, self.y0, self.x1, self.y1 = self.box = x0, y0, x1, y1
        self.chars, self.lines, self.grey = [], [], False

    def settle(self):
        """Letters to lines, by their base lines and places, whatever their order in the file; what stands on other letters is returned."""
        lines, over = [], ""
        for char in sorted(self.chars):
            step = char[0] - lines[-1][-1][0] if lines else 99
            over += char[3] if 1.2 < step < char[4] * 0.6 else ""
            if step > 1.2:
                lines.append([])
            lines[-1].append(char)
        for line in lines:
            text, last = "", None
            for _, start, end, char, size in sorted(line, key=lambda c: c[1]):
                text += (" " if last is not None and start - last > size / 6 else "") + char
                over += char if last is not None and last - start > size / 4 else ""
                last = end
            self.lines.append(clean(text))
        return over


class Page:
    """Cells with their letters, and what stands outside of them."""

    def __init__(self, page, place):
        self.place, self.over, self.small, self.turn = place, "", {}, None
        across, down, greys = [], [], []
        for drawing in page.get_drawings():
            for item in drawing["items"]:
                if item[0] == "l" and abs(item[1].x - item[2].x) < 0.1:
                    down.append((item[1].x, *sorted((item[1].y, item[2].y))))
                elif item[0] == "l" and abs(item[1].y - item[2].y) < 0.1:
                    across.append((item[1].y, *sorted((item[1].x, item[2].x))))
                elif item[0] == "re" and drawing["type"] == "f" and 0.5 < drawing["fill"][0] < 0.99:
                    greys.append(item[1])
        self.find_cells(across, down)
        for rect in greys:
            if cell := self.at((rect.x0 + rect.x1) / 2, (rect.y0 + rect.y1) / 2):
                cell.grey = True
        self.find_text(page)
        rows = defaultdict(list)
        for cell in sorted(self.cells, key=lambda c: (c.y0, c.x0)):
            self.over += cell.settle()
            rows[cell.y0].append(cell)
        rows = list(rows.values())
        bottom = rows[0][0].y1 - 0.1 if rows and rows[0][0].lines == ["№"] else 9999
        self.header = [cell for cell in self.cells if cell.y0 < bottom]
        self.body = [row for row in rows if row[0].y0 > bottom]

    def find_cells(self, across, down):
        """Between every two lines' places lies a piece; pieces without a line between them are one cell."""
        self.xs = cluster([s[0] for s in down] + [x for s in across for x in s[1:]])
        self.ys = cluster([s[0] for s in across] + [y for s in down for y in s[1:]])
        near = lambda values, v: bisect.bisect(values, v + 0.71) - 1  # noqa: E731
        walls = set()
        for x, y0, y1 in down:
            walls.update(("|", near(self.xs, x), j) for j in range(near(self.ys, y0) + 1, near(self.ys, y1) + 1))
        for y, x0, x1 in across:
            walls.update(("-", i, near(self.ys, y)) for i in range(near(self.xs, x0) + 1, near(self.xs, x1) + 1))
        self.part, self.cells, wide, high = {}, [], len(self.xs), len(self.ys)
        for start in ((i, j) for i in range(wide + 1) for j in range(high + 1)):
            if start in self.part:
                continue
            todo, found, cell = [start], {start}, None
            while todo:
                i, j = todo.pop()
                for a, b, wall in ((i + 1, j, ("|", i, j)), (i - 1, j, ("|", i - 1, j)), (i, j + 1, ("-", i, j)), (i, j - 1, ("-", i, j - 1))):
                    if 0 <= a <= wide and 0 <= b <= high and wall not in walls and (a, b) not in found:
                        found.add((a, b))
                        todo.append((a, b))
            (i0, i1), (j0, j1) = ((min(f), max(f)) for f in zip(*found))
            if i0 and j0 and i1 < wide and j1 < high:
                cell = Cell(self.xs[i0 - 1], self.ys[j0 - 1], self.xs[i1], self.ys[j1])
                self.cells.append(cell)
            self.part.update(dict.fromkeys(found, cell))

    def at(self, x, y):
        return self.part[bisect.bisect(self.xs, x), bisect.bisect(self.ys, y)]

    def find_text(self, page):
        outside, footer, self.label, (wide, high) = [], [], "", page.rect.br
        for line in (line for block in page.get_text("rawdict", flags=pymupdf.TEXT_PRESERVE_WHITESPACE)["blocks"] for line in block["lines"]):
            level, rest = abs(line["dir"][1]) < 0.5, ""
            for size, char in ((span["size"], char) for span in line["spans"] for char in span["chars"]):
                (x0, y0, x1, y1), letter = char["bbox"], char["c"]
                if letter.isspace():
                    rest += " "
                    continue
                cell = self.at((x0 + x1) / 2, (y0 + y1) / 2)
                if size < 6.99:
                    self.small[cell] = min(size, self.small.get(cell, 7))
                start, end, base = (x0, x1, char["origin"][1]) if level else (-y1, -y0, char["origin"][0])
                if cell:
                    cell.chars.append((base, start, end, letter, size))
                else:
                    rest += letter
                left, top, right, bottom = cell.box if cell else page.rect
                edges = (left, right, top, bottom) if level else (-bottom, -top, left, right)
                if start < edges[0] - 0.4 or end > edges[1] + 0.4 or base - size * 0.65 < edges[2] - 0.4 or base > edges[3] + 0.4:
                    self.over += letter
            x, y, text = *line["bbox"][:2], clean(rest)
            if y < 40 and x > wide - 60 and text.isdigit():
                self.label += text
            elif text:
                (footer if y > high - 45 else outside).append(text)
        self.words, self.outside, self.footer = " ".join(outside), squeeze(" ".join(outside)), " ".join(footer)
        self.digest = self.footer[-64:]

    def heads(self, cell):
        """The header's cells over this one, from the top."""
        over = [c for c in self.header if c.x0 < (cell.x0 + cell.x1) / 2 < c.x1]
        return [c.lines for c in sorted(over, key=lambda c: c.y0)]


class Volume:
    def __init__(self, data, group, output, count, tiny):
        self.data, self.group, self.output, self.count, self.tiny = data, group, output, count, tiny
        self.file, self.at, self.deviations, self.printed = quote(group["id"], safe="") + ".pdf", "", [], set()

    def wrong(self, text, page=None):
        self.deviations.append(f"{self.file}{f' page {page.place + 1}' if page else ''}{self.at and ': ' + self.at}: {text}")

    def expect(self, what, lines, want, page):
        good = same(lines, want)
        if not good:
            self.wrong(f"{what}: stands «{' '.join(lines)}», expected «{want}»", page)
        return good

    def sizes(self, page, allowed=()):
        for cell, size in page.small.items():
            if cell in allowed:
                self.tiny.append(size)
            else:
                self.wrong(f"text of {size:.1f} pt: «{' '.join(cell.lines) if cell else 'outside the table'}»", page)

    def check(self):
        path = os.path.join(self.output, "print", "journals", self.file)
        if not os.path.exists(path):
            return self.wrong("no such file")
        with pymupdf.open(path) as pdf:
            pages = [Page(page, place) for place, page in enumerate(pdf)]
        self.count["pages"] += len(pages)
        settings, sheets = self.data.settings, len(pages) - 2
        foot = f"{self.group['name']}, {settings['organization']['short_name']} · {settings['academic_year']} учебный год данные SHA-256: "
        for page in pages:
            if page.label != (str(page.place) if page is not pages[-1] and page.place else ""):
                self.wrong(f"page number «{page.label}»", page)
            if page.over:
                self.wrong(f"text runs over other text, its cell or the page: «{page.over[:40]}»", page)
            if page.place and page.footer != clean(foot) + " " + page.digest:
                self.wrong(f"the footer is «{page.footer}»", page)
        stated = re.findall(r"(?:печатью|пронумеровано|по №) (\d+)\b", pages[-1].words) + re.findall(r"На (\d+) \(", pages[0].words)
        if "Лист-заверитель" not in pages[-1].words or stated != [str(sheets)] * 4:
            self.wrong(f"certification and cover count {stated} sheets, there are {sheets}")
        digests = os.path.join(self.output, "data", "digests", quote(self.group["id"], safe="") + ".sha256")
        if os.path.exists(digests) and hashlib.sha256(open(digests, "rb").read()).hexdigest() != pages[-1].digest:
            self.wrong("the certification carries another digest than the group's", pages[-1])

        after = start = next((page.place for page in pages if page.outside.startswith("Сведенияобобучающихся")), len(pages) - 1)
        for page in (pages[0], *pages[1:start], pages[-1]):
            self.sizes(page)
        for page, row in ((page, row) for page in pages[1:start] for row in page.body if len(row) == 4):
            title, ends = "".join(row[1].lines), [int(n) for n in re.findall(r"\d+", " ".join(row[3].lines))]
            if not ends or ends[0] != after or not after <= ends[-1] <= sheets:
                self.wrong(f"contents: «{title}» on {row[3].lines}, expected from {after}", page)
                break
            there, after, self.at = pages[ends[0] : ends[-1] + 1], ends[-1] + 1, row[1].lines[0]
            if row[0].lines:
                self.section(squeeze(title), there)
            else:
                if not there[0].outside.startswith(squeeze(title)):
                    self.wrong("the section begins with another title", there[0])
                if title == "Сведения об обучающихся":
                    self.students(there)
                for other in there:
                    self.sizes(other)
        self.at = ""
        if after != sheets + 1:
            self.wrong(f"the contents end with sheet {after - 1} of {sheets}")
        for journal in self.data.journals.values():
            if journal["group"] == self.group["id"] and journal["id"] not in self.printed:
                self.wrong(f"journal {journal['id']} is missing")

    def rows(self, pages, people, notes=False):
        """The rows of a table of people over several pages, after a look at their numbers and names."""
        rows, found = [(row, page) for page in pages for row in page.body], []
        if len(rows) != len(people):
            self.wrong(f"{len(rows)} rows, expected {len(people)}", pages[0] if pages else None)
        for place, ((row, page), (student, spans)) in enumerate(zip(rows, people), 1):
            since = [a > self.data.first and "с " + ru(a) for a, _ in spans]
            until = [b < self.data.after and "по " + ru(b - dt.timedelta(1)) for _, b in spans]
            periods = ", ".join(filter(None, (" ".join(filter(None, pair)) for pair in zip(since, until))))
            self.expect("row", row[0].lines, str(place), page)
            self.expect("row", row[1].lines, self.data.name(student) + (" " + periods if notes else ""), page)
            found.append((row, page, student, spans))
        return found

    def students(self, pages):
        for row, page, student, _ in self.rows(pages, self.data.people(self.group)):
            for cell, want in zip(row[2:], (student["register_no"] or "—", ru(student["birth_date"]) or "—")):
                self.expect(self.data.name(student), cell.lines, want, page)

    def section(self, title, pages):
        """One journal: the marks, perhaps the kinds of work, the lessons."""
        data, heading = self.data, lambda j: clean(f"{j['index']} {j['discipline']}") + (f" (подгруппа {j['subgroup']})" if j["subgroup"] else "")
        fitting = []
        for j in data.journals.values():
            path = os.path.join(self.output, "data", "journals", quote(j["id"], safe="") + ".csv")
            bound = not os.path.exists(path) or hashlib.sha256(open(path, "rb").read()).hexdigest() == pages[0].digest
            if j["group"] == self.group["id"] and j["id"] not in self.printed and squeeze(heading(j) + j["module"]) == title and bound:
                fitting.append(j)
        if not fitting or any(page.digest != pages[0].digest for page in pages):
            return self.wrong("the data have no journal of this title and digest", pages[0])
        self.journal = journal = max(fitting, key=lambda j: squeeze(self.about(j)) in pages[0].outside)
        self.printed.add(journal["id"])
        self.lessons = sorted(data.lessons[journal["id"]], key=lambda r: (r["date"], int(r["slot"] or 0)))
        self.marks, self.signs = defaultdict(list), defaultdict(list)
        for lesson in self.lessons:
            for row in data.marks[lesson["id"]]:
                self.marks[row["student"], lesson["id"]].append(row)
            for row in data.attendance[lesson["id"]]:
                self.signs[row["student"], lesson["id"]].append(row["status"])
        for rows in self.marks.values():
            rows[:] = [row for *_, row in sorted((int(row["n"] or n), n, row) for n, row in enumerate(rows, 1))]
        self.results = {(r["student"], r["term"]): r for r in data.results[journal["id"]]}
        self.people = data.people(self.group, journal)
        own, of = re.findall(r"[^;,\s]+", journal["terms"]), self.group["terms"]
        self.terms = [t for t in data.settings["terms"] if (t["id"] in own if own else not of or t.get("set") in (None, of))]
        parts, part, works = defaultdict(list), "grid", []
        for page in pages:
            part = self.surroundings(squeeze(heading(journal)), page, part)
            parts[part].append(page)
            if part == "works":
                # A journal of many kinds of work has several tables of them, each with its title.
                works += [[]] if page.outside.startswith(squeeze(heading(journal))) and "продолжение" not in page.outside else []
                works[-1].append(page)
        self.grid(parts["grid"])
        if parts["works"] or any(m["work"] for rows in self.marks.values() for m in rows) or any(term in EXAMS for _, term in self.results):
            self.works(works)
        self.list(parts["list"])

    def about(self, journal):
        """The line under the title."""
        rows, word = self.data.teachers[journal["id"]], "Учител" if self.data.school else "Преподавател"
        names = [self.data.name(self.data.staff[t["staff"]]) for t in rows] or [self.data.name(self.data.staff[journal["teacher"]])]
        if len(rows) > 1:
            names = [f"{name} (с {ru(t['from'])}{t['until'] and ' по ' + ru(t['until'])})" for name, t in zip(names, rows)]
        who = word.lower() + (("я: " if self.data.school else "и: ") if len(rows) > 1 else "ь: ") + ", ".join(names)
        form = FORMS.get(journal["final_form"]) and "форма аттестации: " + FORMS[journal["final_form"]]
        line = "; ".join(filter(None, (journal["module"], COMPONENTS.get(journal["component"], "").lower(), who, form if attested(journal) else "без аттестации")))
        return line[:1].upper() + line[1:]

    def surroundings(self, title, page, part):
        """Which part the page belongs to; around its table stands nothing that is not known."""
        text, about = page.outside, self.about(self.journal)
        if found := re.match(re.escape(title) + r"(Отметки|Виды|Экзамены|Занятия|Уроки)(?:,страница(\d+)из(\d+)|работ(?:иэкзамены)?|икурсовыеработы)?", text):
            part = PARTS[found[1]]
            self.turn = page.turn = (int(found[2] or 1), int(found[3] or 1))
            if not text.startswith(squeeze(about), found.end()):
                self.wrong(f"under the title is no line «{about}»", page)
            text = text[found.end() :].removeprefix(squeeze(about))
        known = ["Данные журнала: SHA-256 " + page.digest]
        if part == "grid":
            empty = (self.people, "В состав журнала никто не входил."), (self.lessons, "Занятий проведено не было."), (self.marks, "Отметок в журнале нет.")
            known = [LEGEND] + [text for rows, text in empty if not rows]
        elif part == "works":
            known = self.examiners()
        kinds = "Отметки, страница {} из {}".format(*self.turn), "Отметки", "Виды работ и экзамены", "Виды работ", "Экзамены и курсовые работы", "Занятия", "Уроки"
        known += [f"{title} · {kind}, продолжение" for kind in kinds]
        for piece in known:
            text = text.replace(squeeze(piece), "", 1)
        if text:
            self.wrong(f"outside the table stands «{text[:80]}»", page)
        return part

    def examiners(self):
        """Who examined, by what was examined, in any choice of them that one page may show."""
        told = []
        for term in EXAMS:
            names = dict.fromkeys(self.data.short(r["examiner"]) for (_, of), r in self.results.items() if of == term and r["examiner"])
            if names:
                told.append(f"{RESULTS[term]}: экзаменатор{'ы' if len(names) > 1 else ''} {', '.join(names)}")
        return ["; ".join(told)] + told

    def outline(self):
        """The columns: lessons by day, after the last of a term its results, then the other results, then the totals."""
        found, graded = {term for _, term in self.results}, attested(self.journal) and self.group["grading"] != "none"
        terms = [t for t in self.data.settings["terms"] if t["id"] in found or graded and t in self.terms]
        entered, columns = {key[1] for key in [*self.marks, *self.signs]}, []
        for lesson in (row for row in self.lessons if held(row) or row["id"] in entered):
            while terms and terms[0]["end"] < lesson["date"]:
                columns.append(("term", terms.pop(0)))
            columns.append(("lesson", lesson))
        columns += [("term", term) for term in terms]
        columns += [("term", {"id": key, "title": title}) for key, title in RESULTS.items() if key in found]
        return columns + [("total", {"title": title}) for title in TOTALS]

    def grid(self, pages):
        columns = self.outline() if self.people else []
        starts = [n for n, page in enumerate(pages) if page.turn]
        if [pages[n].turn for n in starts] != [(n + 1, len(starts)) for n in range(len(starts))]:
            self.wrong(f"the pages of marks are {[pages[n].turn for n in starts]}", pages[0])
        for start, end in zip(starts, starts[1:] + [len(pages)]):
            wide = len(pages[start].body[0]) - 2 if pages[start].body else 0
            part, columns = columns[:wide], columns[wide:]
            if len(part) < wide:
                self.wrong(f"{wide - len(part)} columns too many", pages[start])
            for page in pages[start:end]:
                for (kind, item), cell in zip(part, page.body[0][2:] if page.body else []):
                    self.heading(kind, item, page.heads(cell), page)
                self.sizes(page, [cell for row in page.body for (kind, _), cell in zip(part, row[2:]) if kind != "total"])
            for row, page, student, spans in self.rows(pages[start:end], self.people, notes=True):
                self.line(row, page, part, student, spans)
        if columns:
            self.wrong(f"{len(columns)} columns are missing, from {columns[0][1].get('date') or columns[0][1]['title']}", pages[-1] if pages else None)

    def heading(self, kind, item, lines, page):
        if kind == "lesson":
            date, month, days = item["date"], " ".join(sum(lines[:1], [])), sum(lines[1:], [])
            want = [f"{date:%d}", "пн вт ср чт пт сб вс".split()[date.weekday()]]
            if days != want or len(month) < 3 or not MONTHS[date.month - 1].startswith(month.rstrip(".")):
                self.wrong(f"heading «{month} {' '.join(days)}», expected {ru(date)}, {want[1]}", page)
        else:
            self.expect("heading", sum(lines, []), item["title"], page)

    def line(self, row, page, part, student, spans):
        name, who = self.data.name(student), student["id"]
        if len(row) != len(part) + 2:
            self.wrong(f"{name}: {len(row) - 2} cells, expected {len(part)}", page)
        totals = dict(zip(TOTALS, self.totals(who)))
        for (kind, item), cell in zip(part, row[2:]):
            if kind == "lesson":
                marks, signs = self.marks.get((who, item["id"]), []), self.signs.get((who, item["id"]), [])
                values = [m["value"] for m in marks]
                want = clean(" ".join([SIGNS[s] for s in signs] + [(", " if any("/" in v for v in values) else "/").join(values)]))
                good = self.expect(f"{name}, {ru(item['date'])}", cell.lines, want, page)
                self.count.update(marks=good * len(marks), absences=good * len(signs))
                if cell.grey != (item["kind"] in ("control", "exam") or not any(a <= item["date"] < b for a, b in spans)):
                    self.wrong(f"{name}, {ru(item['date'])}: the cell is {'' if cell.grey else 'not '}grey", page)
            elif kind == "term":
                result = self.results.get((who, item["id"]))
                good = self.expect(f"{name}, {item['title']}", cell.lines, result["value"] if result else "", page)
                self.count["results"] += good and bool(result)
            else:
                self.expect(f"{name}, {item['title']}", cell.lines, totals[item["title"]], page)

    def totals(self, who):
        missed = valid = late = weights = points = Fraction(0)
        for lesson in self.lessons:
            signs, hours = self.signs.get((who, lesson["id"]), []), held(lesson) and number(lesson["hours"]) or 0
            missed += hours if MISSED & set(signs) else 0
            valid += hours if VALID & set(signs) else 0
            late += signs.count("late")
            for mark in self.marks.get((who, lesson["id"]), []):
                if re.fullmatch(r"\d+([.,]\d+)?[+-]?", mark["value"]):
                    weight = number(mark["weight"] or "1")
                    points, weights = points + number(mark["value"].rstrip("+-")) * weight, weights + weight
        mean = points / weights if weights else None
        mean = "" if mean is None else str((Decimal(mean.numerator) / mean.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP))
        return [shown(value) if value else "" for value in (missed, valid, late)] + [mean.replace(".", ",")]

    def works(self, tables):
        """Marks by kind of work in the order of days, and the examinations."""
        marks, printed = defaultdict(lambda: defaultdict(list)), set()
        for lesson, (student, _) in ((lesson, person) for lesson in self.lessons for person in self.people):
            for mark in self.marks.get((student["id"], lesson["id"]), []):
                marks[squeeze(mark["work"] or "Без указания вида").lower()][student["id"]].append(mark["value"])
        pages = sum(tables, [])
        for row, page, student, _ in sum((self.rows(table, self.people) for table in tables), []):
            for cell in row[2:]:
                title, *under = (squeeze("".join(lines)) for lines in page.heads(cell))
                term = next((key for key in EXAMS if under and squeeze(RESULTS[key]) == title), None)
                work, _, amount = title.lower().rpartition("отметок:")
                want = " ".join(marks[work][student["id"]]) if work in marks else "?"
                if term:
                    result = self.results.get((student["id"], term), defaultdict(str))
                    value = result["value"] + WORDS.get(result["value"].rstrip("+-"), "")
                    want = {"Отметка": value, "Дата": ru(result["date"]), "№ведомости": result["sheet_no"]}.get(under[0], "?")
                self.expect(f"{self.data.name(student)}, {' '.join([title, *under])}", cell.lines, want, page)
                printed.add((term, *under) if term else (work, amount))
        wanted = {(work, str(sum(map(len, of.values())))) for work, of in marks.items()}
        for (_, term), result in self.results.items():
            if term in EXAMS:
                wanted |= {(term, head) for head in ("Отметка", "Дата", *["№ведомости"] * bool(result["sheet_no"]))}
        for column in (wanted ^ printed) if pages else ():
            self.wrong(f"kinds of work: column {column} is {'wrong' if column in printed else 'missing'}", pages[0])
        for page in pages:
            self.sizes(page)

    def list(self, pages):
        """The lessons with the lines of the terms between them; a row broken over pages is put together again."""
        slot, teacher = ("Урок", "Учитель") if self.data.school else ("Пара", "Преподаватель")
        heads, rows = ["№", "Дата", slot, "Часы", "Вид", "Тема", "Домашнее задание, срок", teacher + ", замена", "Подпись"], []
        for page in pages:
            self.sizes(page)
            for cell, head in zip(sorted(page.header, key=lambda c: c.x0), heads):
                self.expect("heading", cell.lines, head, page)
            for row in page.body:
                if row is page.body[0] and rows and len(row) == len(heads) and not row[0].lines and not row[1].lines:
                    rows[-1] = [a + cell.lines for a, cell in zip(rows[-1][0], row)], page
                else:
                    rows.append(([cell.lines for cell in row], page))
        wants = self.wanted()
        if len(rows) != len(wants):
            self.wrong(f"{len(rows)} rows of lessons and terms, expected {len(wants)}", pages[0] if pages else None)
        for (row, page), want in zip(rows, wants):
            if len(row) != len(want):
                self.wrong(f"stands «{' '.join(sum(row, []))}», expected «{want[5:6] or want[0]}»", page)
                continue
            whole = len(want) == len(heads)
            what = f"lesson {want[1]}, " if whole else "term, "
            good = [self.expect(what + head, lines, text, page) for lines, text, head in zip(row, want, heads) if isinstance(text, str)]
            if whole:
                printed, due = squeeze("".join(row[6])), r"\(к(\d\d\.\d\d\.\d{4})\)"
                if (re.sub(due, "", printed), set(re.findall(due, printed))) != (squeeze(want[6][0]), want[6][1]):
                    self.wrong(f"lesson {want[1]}, homework: stands «{' '.join(row[6])}», expected «{want[6][0]}», due {want[6][1] or '—'}", page)
                    good.append(False)
                self.count["lessons"] += all(good)

    def wanted(self):
        """The rows of the list of lessons; a row of a term has three cells."""
        data, journal, done, terms, rows = self.data, self.journal, 0, list(self.terms), []
        plans = data.curriculum[journal["id"]], data.plan[journal["id"]]

        def close(title, plans, lessons, first=dt.date.min, last=dt.date.max):
            taught = [t for t in data.teachers[journal["id"]] if t["from"] <= last and first <= (t["until"] or dt.date.max)]
            teachers = dict.fromkeys(t["staff"] for t in taught) or [journal["teacher"]]
            given, planned = total(filter(held, lessons)) or 0, next((hours for hours in plans if hours is not None), None)
            text = f"{title}: плана нет в данных, дано {shown(given)} ч."
            if planned is not None:
                text = f"{title}: по плану {shown(planned)} ч, дано {shown(given)} ч, программа {'не ' if given < planned else ''}выполнена."
            rows.append([text, " ".join(map(data.short, teachers)), ""])

        for lesson in [*self.lessons, None]:
            while terms and (not lesson or terms[0]["end"] < lesson["date"]):
                term = terms.pop(0)
                planned = [total(row for row in table if row["term"] == term["id"]) for table in plans]
                close(term["title"], planned, [r for r in self.lessons if term["start"] <= r["date"] <= term["end"]], term["start"], term["end"])
            if lesson:
                done += held(lesson)
                rows.append(self.lesson(lesson, str(done) if held(lesson) else "—"))
        close("Всего за год", [number(journal["planned_hours"]), *map(total, plans)], self.lessons)
        return rows if self.lessons else [["Занятия не записаны."], *rows]

    def lesson(self, lesson, place):
        """What the list says of a lesson; the homework as its text and its days."""
        data, why = self.data, [lesson["reason"], lesson["order"]]
        topic = lesson["topic"] or "—"
        if not held(lesson):
            topic += " " + ", ".join(filter(None, [{"cancelled": "отменено", "moved": "перенесено"}[lesson["status"]], *why]))
        elif not lesson["substitutes"] and any(why):
            topic += " " + ", ".join(filter(None, why))
        tasks = data.homework[lesson["id"]]
        texts = [lesson["homework"]] + [(data.name(data.students[r["student"]], True) + ": " if r["student"] else "") + r["text"] for r in tasks]
        dues = {ru(due) for due in [lesson["homework_due"], *(r["due"] for r in tasks)] if due}
        teacher = ", ".join(map(data.short, [lesson["teacher"]] if lesson["teacher"] else data.teachers_on(self.journal, lesson["date"])))
        if lesson["substitutes"]:
            teacher += " замена: " + ", ".join(filter(None, [data.short(lesson["substitutes"]), *why]))
        homework = "; ".join(filter(None, texts)) or "—", dues
        return [place, ru(lesson["date"]), lesson["slot"], shown(number(lesson["hours"])), KINDS[lesson["kind"]], topic, homework, teacher, ""]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    data, count, tiny, deviations = Tables(sys.argv[1]), Counter(), [], []
    for group in data.groups.values():
        volume = Volume(data, group, sys.argv[2], count, tiny)
        volume.check()
        deviations += volume.deviations
    there = {"marks": data.marks, "absences": data.attendance, "lessons": data.lessons}
    there = {name: sum(map(len, table.values())) for name, table in there.items()}
    there["results"] = len({(r["journal"], r["student"], r["term"]) for rows in data.results.values() for r in rows})
    for name, rows in there.items():
        if count[name] != rows and (not deviations or not count[name]):
            deviations.append(f"{name}: {count[name]} compared, the data have {rows}")
    print("".join(text + "\n" for text in deviations), end="")
    said = ", ".join(f"{name} {count[name]}" for name in ("pages", "marks", "absences", "lessons", "results"))
    small = f", cells below 7 pt {len(tiny)} (from {min(tiny):.1f} pt)" if tiny else ""
    print(f"volumes {len(data.groups)}, {said}{small}: {f'{len(deviations)} deviations' if deviations else 'ok'}")
    sys.exit(bool(deviations))


if __name__ == "__main__":
    main()
