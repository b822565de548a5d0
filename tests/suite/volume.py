"""An independent check of the printed journals: the PDF against the tables, cell by cell.

    volume.py INPUT_DIR OUTPUT_DIR

It shares no code with the program. It reads the volumes of every group in OUTPUT_DIR/print/journals back, bound as
`print` in archive.yaml says (by group, family or journal, whole or in tomes, on one side or on two): the ruling lines
become cells, every letter goes to the cell it stands in, and what stands there is compared with what the tables of
INPUT_DIR (CSV, JSON or YAML) say by the contract. Checked are

- the marks: rows are all who ever belonged to the journal, columns all lessons and results, cells the signs of
  attendance and the marks and nothing else; grey are the cells of days outside the roster and of control works;
  the totals are computed anew;
- the kinds of work and the examinations, mark for mark;
- the lessons: number, date, slot, hours, kind, topic, homework, teacher, substitution; planned and given hours;
- the students with register number and birth date; the registers of the group (volume_registers.py);
- the files, tomes, contents, sheets and their numbers, titles, digests and the certification; that every journal and
  every register is bound once, every section begins on a front, and only backs are empty;
- no word stands outside the tables of a journal but the known surroundings, no text runs over the border of its cell,
  none is smaller than 7 points (in the cells of marks and results smaller ones are counted, not refused).

One line a deviation, exit status 1 if there is any; the last line says how much was compared.
"""

import bisect
import csv
import datetime as dt
import hashlib
import itertools
import json
import os
import re
import sys
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from urllib.parse import quote as percent

import pymupdf
import yaml

sys.dont_write_bytecode = True

KEYS = {
    "groups": "id", "students": "id", "staff": "id", "journals": "id", "movements": "student", "roster": "journal",
    "teachers": "journal", "plan": "journal", "curriculum": "journal", "lessons": "journal", "results": "journal",
    "homework": "lesson", "marks": "lesson", "attendance": "lesson", "releases": "student", "remarks": "journal", "changes": "table",
    "debts": "journal", "gia": "student",
}  # fmt: skip
DATES = "date due homework_due from until enrolled left birth_date order_date resolved told study_end".split()
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
MODULAR = "mdk", "edu-practice", "prod-practice", "pre-diploma", "module-exam"
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


def quote(name):
    return percent(name, safe="").replace("~", "%7E")


def number(text):
    return Fraction(text.replace(",", ".")) if text else None


def shown(value):
    return f"{float(value):g}".replace(".", ",")


def numeric(mark):
    return number(mark.rstrip("+-")) if re.fullmatch(r"\d+([.,]\d+)?[+-]?", mark) else None


def mean(points, weights):
    """As it is printed, nothing if there is none."""
    value = Fraction(points) / weights if weights else None
    return str((Decimal(value.numerator) / value.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)).replace(".", ",") if weights else ""


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
        self.settings["terms"].sort(key=lambda term: (term["start"], term["end"]))
        self.members, self.all = {}, {name: list(self.read(folder, name)) for name in KEYS}
        for name, key in KEYS.items():
            table = {} if key == "id" else defaultdict(list)
            for row in self.all[name]:
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

    def order(self, row):
        """By name, ё as е."""
        return self.name(row).lower().replace("ё", "е"), self.name(row).lower(), row["id"]

    def short(self, staff):
        return self.name(self.staff[staff], True)

    def told(self, staff):
        """As reports call somebody: by the whole name where another one has the same initials."""
        namesakes = [one for one in self.staff if self.short(one) == self.short(staff)]
        return self.name(self.staff[staff]) if len(namesakes) > 1 else self.short(staff)

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
        for student in sorted(self.students.values(), key=self.order):
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

    def ever(self, journal):
        """The ids of all who belonged to it on any day of the year."""
        if journal["id"] not in self.members:
            self.members[journal["id"]] = {student["id"] for student, _ in self.people(self.groups[journal["group"]], journal)}
        return self.members[journal["id"]]

    def exempt(self, student, journal, date):
        rows = (r for r in self.releases[student] if r["kind"] == "exempt" and r["journal"] in ("", journal))
        return any(r["from"] <= date <= (r["until"] or date) for r in rows)

    def teacher_on(self, journal, date):
        """The first of those who replace the journal's teacher on the day, else that one."""
        return next((t["staff"] for t in self.teachers[journal["id"]] if t["from"] <= date <= (t["until"] or date)), journal["teacher"])

    def teachers_in(self, journal, first, last):
        """All in a time: the journal's teacher if a lesson's day is left (of no lessons any day), then the others with their rows."""
        whole = self.teachers[journal["id"]]
        rows = [t for t in whole if t["from"] <= last and first <= (t["until"] or first)]
        lessons = [lesson["date"] for lesson in self.lessons[journal["id"]]]
        days = lessons or (first + dt.timedelta(n) for n in range((last - first).days + 1))
        left = (date for date in days if first <= date <= last and not any(t["from"] <= date <= (t["until"] or date) for t in whole))
        own = not rows or any(True for _ in left)
        return [(journal["teacher"], None)] * own + [(t["staff"], t) for t in sorted(rows, key=lambda t: t["from"])]

    def terms_of(self, group, journal=None):
        own = re.findall(r"[^;,\s]+", journal["terms"]) if journal else []
        return [t for t in self.settings["terms"] if (t["id"] in own if own else not group["terms"] or t.get("set") in (None, group["terms"]))]


def heading(journal):
    return clean(f"{journal['index']} {journal['discipline']}") + (f" (подгруппа {journal['subgroup']})" if journal["subgroup"] else "")


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
                text += (" " if last is not None and start - last > size / 10 else "") + char
                over += char if last is not None and last - start > size / 4 else ""
                last = end
            self.lines.append(clean(text))
        return over


class Page:
    """Cells with their letters, and what stands outside of them."""

    def __init__(self, page, place, sides=1):
        # The foot of a page that lies on its side stands clear of the spine where backs are printed on.
        self.foot = 100 if sides == 2 and page.rect.width > page.rect.height else 45
        self.place, self.over, self.small, self.turn = place, "", {}, None
        across, down, greys, drawings = [], [], [], page.get_drawings()
        for drawing in drawings:
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
        self.blank = not (drawings or self.outside or self.footer or self.label)
        rows = defaultdict(list)
        for cell in sorted(self.cells, key=lambda c: (c.y0, c.x0)):
            self.over += cell.settle()
            rows[cell.y0].append(cell)
        self.rows = rows = list(rows.values())
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
            # The number of the sheet: at the upper right, of a sheet bound by its long upper edge at the lower right.
            x, y, text = *line["bbox"][:2], clean(rest)
            if (y < 40 if wide < high else high - self.foot < y < high - 35) and x > wide - 60 and text.isdigit():
                self.label += text
            elif text:
                (footer if y > high - self.foot else outside).append(text)
        self.words, self.outside, self.footer = " ".join(outside), squeeze(" ".join(outside)), " ".join(footer)
        self.digest = self.footer[-64:]

    def heads(self, cell):
        """The header's cells over this one, from the top."""
        over = [c for c in self.header if c.x0 < (cell.x0 + cell.x1) / 2 < c.x1]
        return [c.lines for c in sorted(over, key=lambda c: c.y0)]


def of_module(journal):
    """Whether it is bound with the professional modules."""
    return journal["module"] or journal["kind"] in ("module", "practice") or journal["component"] in MODULAR


class Group:
    """The volumes of one group."""

    def __init__(self, data, group, output, count, tiny):
        from volume_registers import Registers  # which imports from here

        self.data, self.group, self.output, self.count, self.tiny = data, group, output, count, tiny
        self.file, self.at, self.deviations, self.printed, self.files = "", "", [], set(), []
        self.print = data.settings.get("print") or {}
        self.limit = self.print.get("max_sheets", 250)
        self.sides, terms = 2 if self.print.get("duplex") else 1, data.terms_of(group)
        self.year = terms[0]["start"], max(t["end"] for t in terms)
        self.registers = Registers(self)

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

    def volumes(self):
        """What archive.yaml asks for: the files' names, their journals, and the sections that are no journals."""
        name, registers = quote(self.group["id"]), list(self.registers.titles)
        journals = [j for j in self.data.journals.values() if j["group"] == self.group["id"]]
        match self.print.get("volume", "group"):
            case "journal":
                found = [(quote(j["id"]), [j], []) for j in journals]
                return found + [(f"{name}~general", [], ["Сведения об обучающихся", *registers])]
            case "family" if journals:
                family = lambda j: "class" if self.data.school else "modules" if of_module(j) else "theory"  # noqa: E731
                # The registers are bound once, with the first of the families.
                first, *rest = sorted({family(j) for j in journals}, reverse=True)
                parts = [(first, registers), *((part, []) for part in rest)]
                return [(f"{name}~{part}", [j for j in journals if family(j) == part], ["Сведения об обучающихся", *own]) for part, own in parts]
        return [(name, journals, ["Сведения об обучающихся", *registers])]

    def check(self):
        folder = os.path.join(self.output, "print", "journals")
        there = set(os.listdir(folder))
        for name, journals, sections in self.volumes():
            names = (f"{name}~tome{n}.pdf" for n in itertools.count(1))
            tomes = [name + ".pdf"] if name + ".pdf" in there else list(itertools.takewhile(there.__contains__, names))
            self.files, self.titles, self.place, before = self.files + tomes, [], 0, set(self.printed)
            sheets = []
            for n, self.file in enumerate(tomes, 1):
                sheets.append(self.tome(os.path.join(folder, self.file), n, len(tomes)))
            self.file = name
            if not tomes:
                self.wrong("no such file")
                continue
            if len(tomes) > 1 and sum(sheets) <= self.limit:
                self.wrong(f"tomes of {sheets} sheets, one would do")
            if self.titles != sections:
                self.wrong(f"the sections are {self.titles}, expected {sections}")
            for journal in sorted({j["id"] for j in journals} ^ (self.printed - before)):
                self.wrong(f"journal {journal} is {'bound in the wrong volume' if journal in self.printed else 'missing'}")

    def tome(self, path, tome, tomes):
        """One PDF; how many sheets it has."""
        with pymupdf.open(path) as pdf:
            pages = [Page(page, place, self.sides) for place, page in enumerate(pdf)]
        self.count.update(files=1, pages=len(pages))
        settings, sides, last = self.data.settings, self.sides, pages[-1]
        if len(pages) < sides + 2:
            self.wrong("this is no volume")
            return 0
        sheets = last.place // sides - 1
        if last.place % sides:
            self.wrong("the certification stands on a back", last)
        foot = f"{self.group['name']}, {settings['organization']['short_name']} · {settings['academic_year']} учебный год данные SHA-256: "
        for page in pages:
            sheet, back = divmod(page.place, sides)
            if page.label != (str(sheet) if sheet and not back and page is not last else ""):
                self.wrong(f"page number «{page.label}»", page)
            if page.over:
                self.wrong(f"text runs over other text, its cell or the page: «{page.over[:40]}»", page)
            if page.blank and not back or back and not sheet and not page.blank:
                self.wrong("a front is empty" if page.blank else "the cover's back is not empty", page)
            if sheet and not page.blank and page.footer != clean(foot) + " " + page.digest:
                self.wrong(f"the footer is «{page.footer}»", page)
        stated = re.findall(r"(?:печатью|пронумеровано|по №) (\d+)\b", last.words) + re.findall(r"На (\d+) \(", pages[0].words)
        if "Лист-заверитель" not in last.words or stated != [str(sheets)] * 4:
            self.wrong(f"certification and cover count {stated} sheets, there are {sheets}")
        digests = os.path.join(self.output, "data", "digests", quote(self.group["id"]) + ".sha256")
        if os.path.exists(digests) and hashlib.sha256(open(digests, "rb").read()).hexdigest() != last.digest:
            self.wrong("the certification carries another digest than the group's", last)
        for page in (pages[0], pages[sides], last):
            told = re.findall(r"\bтом (\d+) из (\d+)", page.words.lower())
            if told != [(str(tome), str(tomes))] * (tomes > 1):
                self.wrong(f"the tome is {told}, expected {tome} of {tomes}", page)
        for page in (pages[0], last):
            self.sizes(page)
        self.contents(pages, sheets)
        return sheets

    def contents(self, pages, sheets):
        """What the contents name, sheet after sheet."""
        sides, parts = self.sides, 0
        first = (re.search(r"\d+", " ".join(row[3].lines)) for row in pages[sides].body if len(row) == 4)
        after = start = int(next(filter(None, first), ["1"])[0])
        contents = self.filled(pages[sides : start * sides])
        for page in contents:
            self.sizes(page)
            if not page.outside.startswith("Содержание"):
                self.wrong("this is no page of the contents", page)
        if not contents:
            return self.wrong("there are no contents")
        for page, row in ((page, row) for page in contents for row in page.body if len(row) == 4):
            title, ends = "".join(row[1].lines), [int(n) for n in re.findall(r"\d+", " ".join(row[3].lines))]
            if not ends or ends[0] != after or not after <= ends[-1] <= sheets:
                self.wrong(f"contents: «{title}» on {row[3].lines}, expected from {after}", page)
                break
            there = self.filled(pages[ends[0] * sides : (ends[-1] + 1) * sides])
            after, self.at, parts = ends[-1] + 1, " ".join(row[1].lines[:1]), parts + 1
            if row[0].lines:
                self.place += 1
                self.expect("contents", row[0].lines, str(self.place), page)
                self.section(squeeze(title), there)
            else:
                self.titles.append(title)
                if not there[0].outside.startswith(squeeze(title)):
                    self.wrong("the section begins with another title", there[0])
                if title in self.registers.titles:
                    self.registers.check(title, there)
                elif title == "Сведения об обучающихся":
                    self.students(there)
                for other in there:
                    self.sizes(other)
        self.at = ""
        if after != sheets + 1:
            self.wrong(f"the contents end with sheet {after - 1} of {sheets}")
        if sheets > self.limit and parts > 1:
            self.wrong(f"{sheets} sheets are too many")

    def filled(self, pages):
        """A section's pages without the empty back that it ends with if their number is odd."""
        pages = pages[:-1] if self.sides > 1 and len(pages) > 1 and pages[-1].blank else pages
        for page in pages:
            if page.blank:
                self.wrong("the page is empty", page)
        return pages

    def rows(self, pages, people, notes=False):
        """The rows of a table of people over several pages, after a look at their numbers and names."""
        rows, found = [(row, page) for page in pages for row in page.body], []
        if len(rows) != len(people):
            self.wrong(f"{len(rows)} rows, expected {len(people)}", pages[0] if pages else None)
        for place, ((row, page), (student, spans)) in enumerate(zip(rows, people), 1):
            since = [a > self.data.first and "с " + ru(a) for a, _ in spans]
            until = [b <= self.year[1] and "по " + ru(b - dt.timedelta(1)) for _, b in spans]
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
        data, fitting = self.data, []
        for j in data.journals.values():
            path = os.path.join(self.output, "data", "journals", quote(j["id"]) + ".csv")
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
        self.terms = data.terms_of(self.group, journal)
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
        names, word = [], "учител" if self.data.school else "преподавател"
        for staff, row in self.data.teachers_in(journal, *self.year):
            period = row and f" (с {ru(row['from'])}{row['until'] and ' по ' + ru(row['until'])})"
            names.append(self.data.name(self.data.staff[staff]) + (period or ""))
        who = word + (("я: " if self.data.school else "и: ") if len(names) > 1 else "ь: ") + ", ".join(names)
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
            empty = (self.people, "В состав журнала никто не входил."), (self.lessons, f"{'Уроков' if self.data.school else 'Занятий'} проведено не было."), (self.marks, "Отметок в журнале нет.")
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
                if (value := numeric(mark["value"])) is not None:
                    weight = number(mark["weight"] or "1")
                    points, weights = points + value * weight, weights + weight
        return [shown(value) if value else "" for value in (missed, valid, late)] + [mean(points, weights)]

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

        def close(title, plans, lessons, first, last):
            teachers = dict.fromkeys(staff for staff, _ in data.teachers_in(journal, first, last))
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
        close("Всего за год", [number(journal["planned_hours"]), *map(total, plans)], self.lessons, *self.year)
        return rows if self.lessons else [[f"{'Уроки' if data.school else 'Занятия'} не записаны."], *rows]

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
        teacher = data.short(lesson["teacher"] or data.teacher_on(self.journal, lesson["date"]))
        if lesson["substitutes"]:
            teacher += " замена: " + ", ".join(filter(None, [data.short(lesson["substitutes"]), *why]))
        homework = "; ".join(filter(None, texts)) or "—", dues
        return [place, ru(lesson["date"]), lesson["slot"], shown(number(lesson["hours"])), KINDS[lesson["kind"]], topic, homework, teacher, ""]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    data, count, tiny, deviations, files = Tables(sys.argv[1]), Counter(), [], [], set()
    for group in data.groups.values():
        volumes = Group(data, group, sys.argv[2], count, tiny)
        volumes.check()
        deviations += volumes.deviations
        files.update(volumes.files)
    deviations += [f"{name}: no volume has this name" for name in sorted({*os.listdir(os.path.join(sys.argv[2], "print", "journals"))} - files)]
    there = {"marks": data.marks, "absences": data.attendance, "lessons": data.lessons}
    there = {name: sum(map(len, table.values())) for name, table in there.items()}
    there["results"] = len({(r["journal"], r["student"], r["term"]) for rows in data.results.values() for r in rows})
    for name, rows in there.items():
        if count[name] != rows and (not deviations or not count[name]):
            deviations.append(f"{name}: {count[name]} compared, the data have {rows}")
    print("".join(text + "\n" for text in deviations), end="")
    said = ", ".join(f"{name} {count[name]}" for name in ("pages", "marks", "absences", "lessons", "results", "registers"))
    small = f", cells below 7 pt {len(tiny)} (from {min(tiny):.1f} pt)" if tiny else ""
    print(f"volumes {count['files']}, {said}{small}: {f'{len(deviations)} deviations' if deviations else 'ok'}")
    sys.exit(bool(deviations))


if __name__ == "__main__":
    main()
