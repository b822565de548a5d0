"""An independent check of the printed journals: the PDF against the tables, cell by cell.

    volume.py INPUT_DIR OUTPUT_DIR

It shares no code with the program. For every group it reads OUTPUT_DIR/print/journals/<group id>.pdf back: the ruling
lines become cells, every letter goes to the cell it stands in, and what stands there is compared with what the tables
of INPUT_DIR (CSV, JSON or YAML) say by the contract. Checked are

- the marks: rows are all who ever belonged to the journal, columns all lessons and results, cells the signs of
  attendance and the marks and nothing else; grey cells are exactly the days outside the journal's roster and the
  columns of control works; the totals are computed anew;
- the kinds of work and the examinations, mark for mark;
- the lessons: number, date, slot, hours, kind, topic, homework, teacher, substitution; planned and given hours;
- the students with register number and birth date; the contents, page numbers, titles, digests and the certification;
- that no word stands outside the tables but the known surroundings, that no text runs over its cell's border,
  and that no text is smaller than 7 points (in the cells of marks and results smaller words are counted, not refused).

One line a deviation, exit status 1 if there is any; the last line says how much was compared. Volumes printed on one
side only, one to a group.
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

SIGNS = {"absent": "н", "unexcused": "нб", "excused": "уп", "ill": "б", "late": "о", "released": "осв"}
MISSED, VALID = ("absent", "unexcused", "excused", "ill"), ("excused", "ill")
RESULTS = {"exam": "Экзамен", "module-exam": "Экзамен по модулю", "coursework": "Курсовая работа", "year": "Год", "final": "Итог"}
EXAMS = ("exam", "module-exam", "coursework")
TOTALS = ["Пропущено, ч", "в т. ч. уваж., ч", "Опозданий", "Средний балл"]
WORDS = {"5": "отлично", "4": "хорошо", "3": "удовлетворительно", "2": "неудовлетворительно"}
KINDS = {
    "lecture": "лекция", "lesson": "урок", "practice": "практическое занятие", "lab": "лабораторная работа", "exam": "экзамен",
    "control": "контрольная работа", "seminar": "семинар", "excursion": "экскурсия", "consultation": "консультация",
}  # fmt: skip
COMPONENTS = {
    "mdk": "Междисциплинарный курс", "edu-practice": "Учебная практика", "prod-practice": "Производственная практика",
    "pre-diploma": "Преддипломная практика", "module-exam": "Экзамен по модулю", "coursework": "Курсовая работа",
    "elective": "Предмет по выбору", "optional": "Факультатив", "extracurricular": "Внеурочная деятельность", "home": "Обучение на дому",
}  # fmt: skip
FORMS = {"exam": "экзамен", "credit": "зачёт", "graded-credit": "дифференцированный зачёт"}
MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()
DAYS = "пн вт ср чт пт сб вс".split()
LEGEND = (
    "н — отсутствовал, причина неизвестна; нб — без уважительной причины; уп — по уважительной причине; б — болел; о — опоздал; "
    "осв — освобождён; дробь — несколько отметок. Серый столбец — контрольная работа или экзамен, серый день — суббота или "
    "воскресенье, серая клетка — обучающийся не входил в состав на этот день."
)


# ── the tables ──────────────────────────────────────────────────────────────────────────────────────────────────────


def clean(text):
    return re.sub(r"\s+", " ", re.sub("[\u200b\u00ad\u2060]", "", text)).strip()


def day(text):
    text = str(text or "")[:10]
    return None if not text else dt.date(*map(int, text.split("-") if "-" in text else reversed(text.split("."))))


def number(text):
    return Fraction(text.replace(",", ".")) if text else None


def shown(value):
    return "" if value is None else f"{float(value):g}".replace(".", ",")


def ru(date):
    return date.strftime("%d.%m.%Y") if date else ""


def squeeze(text):
    return re.sub(r"[\s-]+", "", clean(text))


class Tables:
    def __init__(self, folder):
        with open(os.path.join(folder, "archive.yaml"), encoding="utf-8-sig") as file:
            self.settings = yaml.safe_load(file)
        self.school = self.settings["organization"]["kind"] == "school"
        year = int(str(self.settings["academic_year"])[:4])
        self.year = dt.date(year, 9, 1), dt.date(year + 1, 8, 31)
        names = "groups students staff journals roster teachers plan curriculum lessons homework marks attendance results movements"
        for name in names.split():
            setattr(self, name, self.read(folder, name))
        for name in ("groups", "students", "staff", "journals"):
            setattr(self, name, {row["id"]: row for row in getattr(self, name)})
        self.by = {}
        for name, key in (("lessons", "journal"), ("homework", "lesson"), ("results", "journal"), ("roster", "journal"), ("plan", "journal")):
            self.index(name, key)
        for name, key in (("teachers", "journal"), ("curriculum", "journal"), ("movements", "student"), ("marks", "lesson"), ("attendance", "lesson")):
            self.index(name, key)

    def index(self, name, key):
        self.by[name] = defaultdict(list)
        for row in getattr(self, name):
            self.by[name][row[key]].append(row)

    @staticmethod
    def read(folder, name):
        rows = []
        for end in ("csv", "json", "yaml"):
            path = os.path.join(folder, f"{name}.{end}")
            if os.path.exists(path):
                with open(path, encoding="utf-8-sig", newline="") as file:
                    rows += csv.DictReader(file) if end == "csv" else json.load(file) if end == "json" else yaml.safe_load(file) or []
        text = lambda v: "" if v is None else str(v).lower() if isinstance(v, bool) else clean(str(v))  # noqa: E731
        return [defaultdict(str, {k: text(v) for k, v in row.items() if k}) for row in rows]

    def person(self, row, short=False):
        names = [row["first_name"], row["patronymic"]]
        return clean(" ".join([row["last_name"]] + [n[0] + "." if short else n for n in names if n]))

    def staff_name(self, key, short=True):
        return self.person(self.staff[key], short) if key else ""

    def belongs(self, journal, student, date):
        roster = self.by["roster"][journal["id"]]
        if roster:
            mine = [r for r in roster if r["student"] == student["id"]]
            return any((not r["from"] or day(r["from"]) <= date) and (not r["until"] or date <= day(r["until"])) for r in mine)
        if journal["subgroup"] and student["subgroup"] and journal["subgroup"] != student["subgroup"]:
            return False
        return self.in_group(journal["group"], student, date)

    def in_group(self, group, student, date):
        if (student["enrolled"] and date < day(student["enrolled"])) or (student["left"] and date >= day(student["left"])):
            return False
        here = student["group"]
        for move in sorted(self.by["movements"][student["id"]], key=lambda m: day(m["date"]), reverse=True):
            if move["from"] and move["to"] and date < day(move["date"]):
                here = move["from"]
        return here == group

    def spans(self, student, inside):
        """The periods of the year in which `inside(student, day)` holds: it changes only on days that the tables name."""
        days = {self.year[0]} | {day(student[k]) for k in ("enrolled", "left") if student[k]}
        days |= {day(m["date"]) for m in self.by["movements"][student["id"]]}
        mine = [r for r in self.roster if r["student"] == student["id"]]
        days |= {day(r["from"]) for r in mine if r["from"]} | {day(r["until"]) + dt.timedelta(1) for r in mine if r["until"]}
        days = sorted(d for d in days if self.year[0] <= d <= self.year[1])
        spans = []
        for start, after in zip(days, days[1:] + [self.year[1] + dt.timedelta(1)]):
            if inside(student, start):
                last = after - dt.timedelta(1)
                if spans and spans[-1][1] + dt.timedelta(1) == start:
                    spans[-1] = spans[-1][0], last
                else:
                    spans.append((start, last))
        return spans

    def people(self, inside):
        """Students by name with their periods, everybody for whom there is one."""
        order = lambda s: (self.person(s).lower().replace("ё", "е"), self.person(s).lower(), s["id"])  # noqa: E731
        found = [(s, self.spans(s, inside)) for s in sorted(self.students.values(), key=order)]
        return [(s, spans) for s, spans in found if spans]

    def terms(self, journal):
        of = self.groups[journal["group"]]["terms"]
        terms = [t for t in self.settings["terms"] if not of or t.get("set") in (None, of)]
        own = [t for t in re.split(r"[;,\s]+", journal["terms"]) if t]
        return [t for t in terms if t["id"] in own] if own else terms

    def teachers_on(self, journal, date):
        rows = [t for t in self.by["teachers"][journal["id"]] if day(t["from"]) <= date and (not t["until"] or date <= day(t["until"]))]
        return [t["staff"] for t in rows] or [journal["teacher"]]


# ── the pages ───────────────────────────────────────────────────────────────────────────────────────────────────────


def cluster(values):
    out = []
    for value in sorted(values):
        if not out or value - out[-1] > 0.7:
            out.append(value)
    return out


def same(lines, want):
    """The printed lines are `want`, broken at spaces, between letters, or between letters with a hyphen."""
    want, at = clean(want), 0
    for line in filter(None, map(clean, lines)):
        while want[at : at + 1] == " ":
            at += 1
        if want.startswith(line, at):
            at += len(line)
        elif line[-1] in "-\u2010" and want.startswith(line[:-1], at):
            at += len(line) - 1
        else:
            return False
    return at == len(want)


class Cell:
    def __init__(self, x0, y0, x1, y1):
        self.x0, self.y0, self.x1, self.y1 = x0, y0, x1, y1
        self.chars, self.lines, self.grey = [], [], False

    def settle(self):
        """Letters to lines: by their base lines, whatever the order in the file."""
        lines = []
        for char in sorted(self.chars, key=lambda c: c[0]):
            if not lines or char[0] - lines[-1][-1][0] > 1.2:
                lines.append([])
            lines[-1].append(char)
        for line in lines:
            text, last = "", None
            for _, start, end, char, size in sorted(line, key=lambda c: c[1]):
                text += (" " if last is not None and start - last > size / 6 else "") + char
                last = end
            self.lines.append(clean(text))
        self.lines = [line for line in self.lines if line]

    @property
    def text(self):
        return " ".join(self.lines)


class Page:
    """Cells with their letters, and what stands outside of them."""

    def __init__(self, page):
        self.over, self.small = [], []
        across, down, greys = [], [], []
        for drawing in page.get_drawings():
            for item in drawing["items"]:
                if item[0] == "l" and drawing["type"] == "s":
                    a, b = item[1], item[2]
                    if abs(a.x - b.x) < 0.1:
                        down.append((a.x, *sorted((a.y, b.y))))
                    elif abs(a.y - b.y) < 0.1:
                        across.append((a.y, *sorted((a.x, b.x))))
                elif item[0] == "re" and drawing["type"] == "f" and 0.5 < drawing["fill"][0] < 0.99:
                    greys.append(item[1])
        self.xs = cluster([s[0] for s in down] + [x for s in across for x in s[1:]])
        self.ys = cluster([s[0] for s in across] + [y for s in down for y in s[1:]])
        self.find_cells(across, down)
        for rect in greys:
            cell = self.at((rect.x0 + rect.x1) / 2, (rect.y0 + rect.y1) / 2)
            if cell:
                cell.grey = True
        self.read(page)
        rows = defaultdict(list)
        for cell in self.cells:
            rows[cell.y0].append(cell)
        self.rows = [sorted(rows[y], key=lambda c: c.x0) for y in sorted(rows)]

    def find_cells(self, across, down):
        near = lambda values, v: min(range(len(values)), key=lambda i: abs(values[i] - v)) if values else 0  # noqa: E731
        walls = set()
        for x, y0, y1 in down:
            walls.update(("|", near(self.xs, x), j) for j in range(near(self.ys, y0) + 1, near(self.ys, y1) + 1))
        for y, x0, x1 in across:
            walls.update(("-", i, near(self.ys, y)) for i in range(near(self.xs, x0) + 1, near(self.xs, x1) + 1))
        self.part, self.cells = {}, []
        wide, high = len(self.xs), len(self.ys)
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
            i, j = [f[0] for f in found], [f[1] for f in found]
            if min(i) > 0 and min(j) > 0 and max(i) < wide and max(j) < high:
                cell = Cell(self.xs[min(i) - 1], self.ys[min(j) - 1], self.xs[max(i)], self.ys[max(j)])
                self.cells.append(cell)
            self.part.update(dict.fromkeys(found, cell))

    def at(self, x, y):
        return self.part[bisect.bisect(self.xs, x), bisect.bisect(self.ys, y)]

    def read(self, page):
        outside, self.label, footer = [], "", []
        high, wide = page.rect.height, page.rect.width
        for block in page.get_text("rawdict", flags=pymupdf.TEXT_PRESERVE_WHITESPACE)["blocks"]:
            for line in block["lines"]:
                level = abs(line["dir"][1]) < 0.5
                rest = []
                for span in line["spans"]:
                    for char in span["chars"]:
                        x0, y0, x1, y1 = char["bbox"]
                        cell = self.at((x0 + x1) / 2, (y0 + y1) / 2)
                        if char["c"].isspace():
                            rest.append(" ")
                            continue
                        if span["size"] < 6.99:
                            self.small.append((cell, span["size"]))
                        if not cell:
                            rest.append(char["c"])
                            if x0 < 0 or x1 > wide or y1 > high:
                                self.over.append(char["c"])
                            continue
                        base, start, end = (char["origin"][1], x0, x1) if level else (char["origin"][0], -y1, -y0)
                        cell.chars.append((base, start, end, char["c"], span["size"]))
                        low, top = (cell.x0, cell.x1) if level else (-cell.y1, -cell.y0)
                        if start < low - 0.4 or end > top + 0.4:
                            self.over.append(char["c"])
                text, y = clean("".join(rest)), line["bbox"][1]
                if not text:
                    continue
                if y < 40 and line["bbox"][0] > wide - 60 and text.isdigit():
                    self.label += text
                elif y > high - 45:
                    footer.append(text)
                else:
                    outside.append(text)
        for cell in self.cells:
            cell.settle()
        self.outside = squeeze(" ".join(outside))
        self.words = " ".join(outside)
        self.footer = clean(" ".join(footer))
        self.digest = (re.findall(r"SHA-256: ([0-9a-f]{64})$", self.footer) or [""])[0]

    def table(self):
        """The header's cells and the body's rows of the page's one table."""
        if not self.rows or self.rows[0][0].text != "№":
            return [], []
        bottom = self.rows[0][0].y1 - 0.1
        return [c for c in self.cells if c.y0 < bottom], [row for row in self.rows if row[0].y0 > bottom]


def heads(header, cell):
    """The cells of the header over this one, from the top."""
    middle = (cell.x0 + cell.x1) / 2
    return [c.lines for c in sorted(header, key=lambda c: c.y0) if c.x0 < middle < c.x1]


# ── one volume ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Volume:
    def __init__(self, data, group, output, count, tiny):
        self.data, self.group, self.output, self.count, self.tiny = data, group, output, count, tiny
        self.file = quote(group["id"], safe="") + ".pdf"
        self.deviations = []
        self.place = ""

    def wrong(self, text, page=None):
        at = f" с. {page.label or page.place}" if page else ""
        self.deviations.append(f"{self.file}{at}{': ' + self.place if self.place else ''}: {text}")

    def expect(self, what, lines, want, page):
        """The cell says `want`: 1 for the count, else a deviation and 0."""
        if same(lines, want):
            return 1
        self.wrong(f"{what}: стоит «{' '.join(lines)}», должно быть «{want}»", page)
        return 0

    def check(self):
        path = os.path.join(self.output, "print", "journals", self.file)
        if not os.path.exists(path):
            return self.wrong("нет файла")
        with pymupdf.open(path) as pdf:
            self.pages = [Page(page) for page in pdf]
        self.count["pages"] += len(self.pages)
        for place, page in enumerate(self.pages):
            page.place = f"{place + 1} в файле"
            want = "" if place in (0, len(self.pages) - 1) else str(place)
            if page.label != want:
                self.wrong(f"номер листа «{page.label}», должно быть «{want}»", page)
            if page.over:
                self.wrong(f"текст выходит за край клетки или листа: {''.join(page.over[:20])}", page)
            left = f"{self.group['name']}, {self.data.settings['organization']['short_name']} · {self.data.settings['academic_year']} учебный год"
            if place and not page.footer.startswith(clean(left) + " данные SHA-256: " + page.digest):
                self.wrong(f"внизу листа стоит «{page.footer}»", page)
        self.sheets = len(self.pages) - 2
        last = self.pages[-1].words
        stated = re.findall(r"(?:печатью|пронумеровано|по №) (\d+)\b", last)
        if "Лист-заверитель" not in last or set(stated) != {str(self.sheets)} or len(stated) != 3:
            self.wrong(f"лист-заверитель говорит о листах: {stated}, их {self.sheets}")
        if f"На {self.sheets} (" not in self.pages[0].words:
            self.wrong(f"на обложке нет «На {self.sheets} (…) листах»")
        for title, number_, pages in self.contents():
            self.place = title
            if number_:
                self.section(title, pages)
            elif title == "Сведения об обучающихся":
                self.students(pages)
            for page in pages if not number_ else []:
                self.no_small(page, [])
        self.place = ""
        for journal in self.journals():
            if journal["id"] not in self.printed:
                self.wrong(f"нет журнала {journal['id']} «{self.title(journal)}»")
        for page in self.pages[:2] + self.pages[-1:]:
            self.no_small(page, [])

    def no_small(self, page, allowed):
        for cell, size in page.small:
            if cell in allowed:
                self.tiny[id(cell)] = min(size, self.tiny.get(id(cell), 9))
        elsewhere = [(cell, size) for cell, size in page.small if cell not in allowed]
        if elsewhere:
            cell, size = elsewhere[0]
            self.wrong(f"текст {size:.1f} пт мельче 7: «{cell.text if cell else 'вне таблицы'}»", page)

    def contents(self):
        """Titles, numbers and pages of the sections; each range begins with its title and follows the one before."""
        rows, pages = [], 0
        for page in self.pages[1:-1]:
            if pages and not page.rows or "Сведенияобобучающихся" in page.outside[:60]:
                break
            pages += 1
            rows += [(row, page) for row in page.rows if len(row) == 4 and row[3].text != "Листы"]
        sections, after = [], pages + 1
        for row, page in rows:
            ends = [int(n) for n in re.findall(r"\d+", row[3].text)]
            first, last = (ends[0], ends[-1]) if ends else (0, -1)
            if first != after or last < first:
                self.wrong(f"«{row[1].text}»: листы {row[3].text}, ждали с {after}", page)
            after = last + 1
            there = self.pages[first : last + 1]
            start = there[0].outside if there else ""
            title = next((" ".join(row[1].lines[:n]) for n in range(len(row[1].lines), 0, -1) if start.startswith(squeeze("".join(row[1].lines[:n])))), None)
            if not title:
                self.wrong(f"«{row[1].text}»: лист {first} начинается иначе: {start[:50]}", page)
            sections.append((title or row[1].text, row[0].text, there))
        if after != self.sheets + 1:
            self.wrong(f"содержание кончается листом {after - 1}, всего {self.sheets}")
        self.printed = set()
        return sections

    def journals(self):
        return [j for j in self.data.journals.values() if j["group"] == self.group["id"]]

    def title(self, journal):
        name = clean(f"{journal['index']} {journal['discipline']}")
        return f"{name} (подгруппа {journal['subgroup']})" if journal["subgroup"] else name

    def students(self, pages):
        inside = lambda s, date: self.data.in_group(self.group["id"], s, date)  # noqa: E731
        people = [s for s, _ in self.data.people(inside)]
        rows = [(row, page) for page in pages for row in page.table()[1]]
        if len(rows) != len(people):
            self.wrong(f"строк {len(rows)}, обучающихся {len(people)}", pages[0])
        for place, ((row, page), student) in enumerate(zip(rows, people)):
            name = self.data.person(student)
            self.expect("номер", row[0].lines, str(place + 1), page)
            self.expect("имя", row[1].lines, name, page)
            self.expect(f"{name}, № в поимённой книге", row[2].lines, student["register_no"] or "—", page)
            self.expect(f"{name}, дата рождения", row[3].lines, ru(day(student["birth_date"])) or "—", page)

    # ── a journal ──

    def section(self, title, pages):
        data = self.data
        digest = pages[0].digest if pages else ""
        if any(page.digest != digest for page in pages):
            self.wrong("отпечаток внизу меняется внутри журнала", pages[0])
        fitting = [j for j in self.journals() if squeeze(self.title(j)) == squeeze(title) and j["id"] not in self.printed]
        files = {j["id"]: os.path.join(self.output, "data", "journals", quote(j["id"], safe="") + ".csv") for j in fitting}
        if fitting and all(map(os.path.exists, files.values())):
            digests = {key: hashlib.sha256(open(path, "rb").read()).hexdigest() for key, path in files.items()}
            fitting = [j for j in fitting if digests[j["id"]] == digest]
        heading = pages[0].outside if pages else ""
        fitting.sort(key=lambda j: squeeze(self.teacher_line(j)) not in heading)
        if not fitting:
            return self.wrong("такого журнала (с таким отпечатком) в данных нет", pages[0] if pages else None)
        self.journal = journal = fitting[0]
        self.printed.add(journal["id"])
        order = {row["id"]: n for n, row in enumerate(data.by["lessons"][journal["id"]])}
        key = lambda r: (day(r["date"]), int(r["slot"] or 0), order[r["id"]])  # noqa: E731
        self.lessons = sorted(data.by["lessons"][journal["id"]], key=key)
        self.marks, self.signs = defaultdict(list), defaultdict(list)
        for lesson in self.lessons:
            for row in data.by["marks"][lesson["id"]]:
                self.marks[row["student"], lesson["id"]].append(row)
            for row in data.by["attendance"][lesson["id"]]:
                self.signs[row["student"], lesson["id"]].append(row["status"])
        for rows in self.marks.values():
            rows[:] = [row for _, row in sorted(enumerate(rows), key=lambda p: (int(p[1]["n"] or p[0] + 1), p[0]))]
        self.results = {(r["student"], r["term"]): r for r in data.by["results"][journal["id"]]}
        self.people = data.people(lambda s, date: data.belongs(journal, s, date))
        parts, part = {"grid": [], "works": [], "lessons": []}, None
        for page in pages:
            part = self.surroundings(title, page, part)
            parts[part].append(page)
        self.grid(parts["grid"])
        if any(m["work"] for rows in self.marks.values() for m in rows) or any(t in EXAMS for _, t in self.results) or parts["works"]:
            self.works(parts["works"])
        self.list(parts["lessons"])

    def teacher_line(self, journal):
        data, word = self.data, "Учитель" if self.data.school else "Преподаватель"
        rows = data.by["teachers"][journal["id"]]
        names = [f"{data.staff_name(t['staff'], False)} (с {ru(day(t['from']))}{' по ' + ru(day(t['until'])) if t['until'] else ''})" for t in rows]
        plural = {"Учитель": "Учителя", "Преподаватель": "Преподаватели"}[word]
        who = f"{plural}: {', '.join(names)}" if len(rows) > 1 else f"{word}: {(names or [data.staff_name(journal['teacher'], False)])[0]}"
        attested = journal["attested"].lower() not in ("false", "no", "нет", "0")
        form = "форма аттестации: " + FORMS[journal["final_form"]] if journal["final_form"] in FORMS else ""
        return "; ".join(filter(None, [journal["module"], COMPONENTS.get(journal["component"]), who, form if attested else "без аттестации"]))

    def surroundings(self, title, page, part):
        """Which part of the section the page belongs to; nothing unknown stands around its table."""
        text = page.outside
        found = re.match(re.escape(squeeze(title)) + r"(Отметки(?:,страница(\d+)из(\d+))?|Видыработ(?:иэкзамены)?|Занятия|Уроки)", text)
        if found:
            part = {"О": "grid", "В": "works"}.get(found[1][0], "lessons")
            text = text[found.end() :]
            line = squeeze(self.teacher_line(self.journal))
            if not text.startswith(line):
                self.wrong(f"под названием нет строки «{self.teacher_line(self.journal)}»", page)
            text = text.removeprefix(line)
            page.turn = (int(found[2] or 1), int(found[3] or 1)) if part == "grid" else None
        elif part is None:
            self.wrong("раздел начинается не с отметок", page)
            part = "lessons"
        else:
            page.turn = None
        known = {"grid": ["Отметок в журнале нет.", LEGEND], "works": [], "lessons": [f"Данные журнала: SHA-256 {page.digest}"]}[part]
        if part == "works":
            examiners = dict.fromkeys(self.data.staff_name(r["examiner"]) for r in self.results.values() if r["examiner"] and r["term"] in EXAMS)
            known = ["Экзаменатор: " + ", ".join(examiners), "Экзаменаторы: " + ", ".join(examiners)]
        for piece in known:
            if piece != "Отметок в журнале нет." or not self.marks:
                text = text.replace(squeeze(piece), "", 1)
        if text:
            self.wrong(f"вне таблицы стоит лишнее: {text[:80]}", page)
        return part

    def outline(self):
        """The columns: lessons by day, after the last of a term its results, then the other results, then the totals."""
        found = {r["term"] for r in self.results.values()}
        terms = [t for t in self.data.settings["terms"] if t in self.data.terms(self.journal) or t["id"] in found]
        columns = []
        for lesson in self.lessons:
            if lesson["status"] in ("", "held") or any(key[1] == lesson["id"] for key in [*self.marks, *self.signs]):
                while terms and day(terms[0]["end"]) < day(lesson["date"]):
                    columns.append(("term", terms.pop(0)))
                columns.append(("lesson", lesson))
        columns += [("term", term) for term in terms]
        columns = [c for c in columns if c[0] == "lesson" or c[1]["id"] in found]
        columns += [("term", {"id": key, "title": title}) for key, title in RESULTS.items() if key in found]
        return columns + [("total", title) for title in TOTALS]

    def grid(self, pages):
        columns, at = self.outline(), 0
        turns = [page.turn for page in pages if page.turn]
        if turns != [(n + 1, len(turns)) for n in range(len(turns))]:
            self.wrong(f"листы отметок: {turns}")
        starts = [n for n, page in enumerate(pages) if page.turn] + [len(pages)]
        for start, end in zip(starts, starts[1:]):
            rows = [(row, page, page.table()[0]) for page in pages[start:end] for row in page.table()[1]]
            if [len(rows)] != [len(self.people)]:
                self.wrong(f"строк {len(rows)}, обучающихся в журнале {len(self.people)}", pages[start])
            wide = len(rows[0][0]) - 2 if rows else 0
            part, at = columns[at : at + wide], at + wide
            if len(part) < wide:
                self.wrong(f"столбцов больше, чем занятий и итогов: {at} и {len(columns)}", pages[start])
            for page in pages[start:end]:
                header, body = page.table()
                for (kind, item), cell in zip(part, body[0][2:] if body else []):
                    self.heading(kind, item, heads(header, cell), page)
            for place, ((row, page, _), (student, spans)) in enumerate(zip(rows, self.people)):
                self.line(place, row, page, part, student, spans)
            for page in pages[start:end]:
                _, body = page.table()
                self.no_small(page, [cell for row in body for (kind, _), cell in zip(part, row[2:]) if kind != "total"])
        if at < len(columns):
            self.wrong(f"столбцов {at}, занятий, итогов и сумм {len(columns)}", pages[-1] if pages else None)

    def heading(self, kind, item, lines, page):
        if kind != "lesson":
            title = item if kind == "total" else item["title"]
            return self.expect("заголовок столбца", lines[0] if len(lines) == 1 else sum(lines, []), title, page)
        date = day(item["date"])
        month, rest = " ".join(lines[0]) if lines else "", [word for part in lines[1:] for word in part]
        if rest != [f"{date:%d}", DAYS[date.weekday()]] or len(month) < 3 or not MONTHS[date.month - 1].startswith(month.rstrip(".")):
            self.wrong(f"заголовок столбца: стоит «{month} {' '.join(rest)}», должно быть {ru(date)}, {DAYS[date.weekday()]}", page)

    def line(self, place, row, page, part, student, spans):
        name, who = self.data.person(student), student["id"]
        notes = [
            " ".join(filter(None, [f"с {ru(a)}" if a > self.data.year[0] else "", f"по {ru(b)}" if b < self.data.year[1] else ""])) for a, b in spans
        ]
        self.expect("номер", row[0].lines, str(place + 1), page)
        self.expect("имя", row[1].lines, f"{name} {', '.join(filter(None, notes))}", page)
        if len(row) != len(part) + 2:
            self.wrong(f"{name}: клеток {len(row)}, столбцов {len(part) + 2}", page)
        for (kind, item), cell in zip(part, row[2:]):
            if kind == "lesson":
                marks, signs = self.marks[who, item["id"]], self.signs[who, item["id"]]
                want = " ".join([SIGNS[s] for s in signs] + ["/".join(m["value"] for m in marks)]).strip()
                good = self.expect(f"{name}, {ru(day(item['date']))}", cell.lines, want, page)
                self.count["marks"] += good * len(marks)
                self.count["absences"] += good * len(signs)
                out = not any(a <= day(item["date"]) <= b for a, b in spans)
                if cell.grey != (out or item["kind"] in ("control", "exam")):
                    self.wrong(f"{name}, {ru(day(item['date']))}: клетка {'серая' if cell.grey else 'не серая'}", page)
            elif kind == "term":
                value = self.results.get((who, item["id"]), {}).get("value", "")
                self.count["results"] += self.expect(f"{name}, {item['title']}", cell.lines, value, page) if value else 0
                if not value and cell.lines:
                    self.wrong(f"{name}, {item['title']}: стоит «{cell.text}», результата нет", page)
            else:
                self.expect(f"{name}, {item}", cell.lines, self.totals(who)[item], page)

    def totals(self, who):
        missed = valid = late = weights = total = Fraction(0)
        for lesson in self.lessons:
            signs, hours = self.signs.get((who, lesson["id"]), []), number(lesson["hours"]) or 0
            held = lesson["status"] in ("", "held")
            missed += hours if held and any(s in MISSED for s in signs) else 0
            valid += hours if held and any(s in VALID for s in signs) else 0
            late += signs.count("late")
            for mark in self.marks.get((who, lesson["id"]), []):
                if re.fullmatch(r"\d+([.,]\d+)?[+-]?", mark["value"]):
                    weight = number(mark["weight"]) if mark["weight"] else 1
                    total, weights = total + number(mark["value"].rstrip("+-")) * weight, weights + weight
        mean = total / weights if weights else None
        rounded = mean is not None and (Decimal(mean.numerator) / mean.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)
        counts = ["" if not v else shown(v) for v in (missed, valid, late)]
        return dict(zip(TOTALS, counts + ["" if mean is None else str(rounded).replace(".", ",")]))

    def works(self, pages):
        """Marks by kind of work in the order of days, and the examinations; each table repeats its header."""
        if not pages:
            return self.wrong("нет листа «Виды работ и экзамены»")
        rows = [(row, page) for page in pages for row in page.table()[1]]
        people = [student for student, _ in self.people]
        if len(rows) != len(people):
            self.wrong(f"виды работ: строк {len(rows)}, обучающихся {len(people)}", pages[0])
        by_work = defaultdict(lambda: defaultdict(list))
        for lesson in self.lessons:
            for student in people:
                for mark in self.marks.get((student["id"], lesson["id"]), []):
                    by_work[squeeze(mark["work"] or "Без указания вида").lower()][student["id"]].append(mark["value"])
        printed = Counter()
        for place, ((row, page), student) in enumerate(zip(rows, people)):
            name, header = self.data.person(student), page.table()[0]
            self.expect("номер", row[0].lines, str(place + 1), page)
            self.expect("имя", row[1].lines, name, page)
            for cell in row[2:]:
                over = heads(header, cell)
                title, under = squeeze("".join(over[0])), squeeze("".join(over[-1]))
                term = next((key for key in EXAMS if squeeze(RESULTS[key]) == title), None)
                if len(over) > 1 and term:
                    result = self.results.get((student["id"], term), defaultdict(str))
                    value, word = result["value"], WORDS.get(result["value"].rstrip("+-"))
                    wants = {"Отметка": f"{value} ({word})" if word else value, "Дата": ru(day(result["date"])), "№ведомости": result["sheet_no"]}
                    want = wants.get(under)
                    printed[term, under] += 1
                else:
                    work, _, total = title.rpartition("отметок:")
                    want = " ".join(by_work[work.lower()][student["id"]])
                    printed[work.lower(), total] += 1
                self.expect(f"{name}, {title} {under if term else ''}".strip(), cell.lines, want if want is not None else "?", page)
        wanted = {(work, str(sum(map(len, marks.values())))) for work, marks in by_work.items() if any(marks.values())}
        for term in EXAMS:
            there = [r for (_, t), r in self.results.items() if t == term]
            wanted |= {(term, head) for head, any_ in (("Отметка", there), ("Дата", there), ("№ведомости", [r for r in there if r["sheet_no"]])) if any_}
        for head in wanted ^ set(printed):
            self.wrong(f"виды работ: столбец «{' '.join(head)}» {'лишний' if head in printed else 'не напечатан'}", pages[0])

    def hours(self, lessons):
        return sum((number(r["hours"]) or 0 for r in lessons if r["status"] in ("", "held")), Fraction(0))

    def term_line(self, title, planned, given):
        if planned is None:
            return f"{title}: плана нет в данных, дано {shown(given)} ч."
        return f"{title}: по плану {shown(planned)} ч, дано {shown(given)} ч, программа {'не ' if given < planned else ''}выполнена."

    def list(self, pages):
        """The lessons with the lines of the terms between them; a row broken over pages is put together again."""
        data, journal = self.data, self.journal
        rows = []
        for page in pages:
            header, body = page.table()
            heads_ = ["№", "Дата", "Урок" if data.school else "Пара", "Часы", "Вид", "Тема", "Домашнее задание, срок"]
            heads_ += [("Учитель" if data.school else "Преподаватель") + ", замена", "Подпись"]
            for cell, head in zip(sorted(header, key=lambda c: c.x0), heads_):
                self.expect("заголовок столбца", cell.lines, head, page)
            for place, row in enumerate(body):
                if place == 0 and rows and len(row) == 9 and not row[0].lines and not row[1].lines:
                    rows[-1] = [a + cell.lines for a, cell in zip(rows[-1][0], row)], page
                else:
                    rows.append(([cell.lines for cell in row], page))
        sums = lambda table, test: (lambda found: sum(found, Fraction(0)) if found else None)(  # noqa: E731
            [number(r["hours"]) for r in data.by[table][journal["id"]] if test(r) and r["hours"]]
        )
        terms, wants, held = list(data.terms(journal)), [], 0
        known = data.by["curriculum"][journal["id"]] + data.by["plan"][journal["id"]] or journal["planned_hours"]

        def close(term):
            mine = [r for r in self.lessons if term["start"] <= day(r["date"]) <= term["end"]]
            of_term = lambda r: r["term"] == term["id"]  # noqa: E731
            planned = sums("curriculum", of_term)
            planned = sums("plan", of_term) if planned is None else planned
            wants.append([self.term_line(term["title"], planned, self.hours(mine)), data.teachers_on(journal, term["end"]), ""])

        for lesson in self.lessons:
            while terms and terms[0]["end"] < day(lesson["date"]):
                close(terms.pop(0))
            held += lesson["status"] in ("", "held")
            wants.append(lesson_row(data, journal, lesson, held))
        for term in terms:
            close(term)
        planned = number(journal["planned_hours"])
        for table in ("curriculum", "plan"):
            planned = sums(table, lambda r: True) if planned is None else planned
        wants.append([self.term_line("Всего за год", planned, self.hours(self.lessons)), data.teachers_on(journal, terms[-1]["end"] if terms else self.data.year[1]), ""])
        if len(rows) != len(wants):
            self.wrong(f"строк {len(rows)}, занятий и строк об итогах {len(wants)}", pages[0] if pages else None)
        del known
        for (row, page), want in zip(rows, wants):
            if len(row) != len(want):
                self.wrong(f"стоит «{' '.join(sum(row, []))}», должно быть «{want[5] if len(want) == 9 else want[0]}»", page)
                continue
            if len(want) == 3:
                self.expect("итог", row[0], want[0], page)
                self.expect("итог, преподаватель", row[1], ", ".join(map(data.staff_name, want[1])), page)
                continue
            good = all([self.expect(f"{want[1]}, {head}", cell, text, page) for head, cell, text in zip(heads_, row, want) if head != heads_[6]])
            text, dues = want[6]
            printed = re.sub(r"\(к(\d\d\.\d\d\.\d{4})\)", "", squeeze("".join(row[6])))
            found = set(re.findall(r"\(к(\d\d\.\d\d\.\d{4})\)", squeeze("".join(row[6]))))
            if printed != squeeze(text) or found != dues:
                self.wrong(f"{want[1]}, {heads_[6]}: стоит «{' '.join(row[6])}», должно быть «{text}», к {', '.join(sorted(dues)) or '—'}", page)
                good = False
            self.count["lessons"] += good
        for page in pages:
            self.no_small(page, [])


def lesson_row(data, journal, lesson, held):
    """What the list says about a lesson; the homework as its text and its days."""
    done = lesson["status"] in ("", "held")
    why = [lesson["reason"], lesson["order"]]
    topic = lesson["topic"] or "—"
    if not done:
        topic += " " + ", ".join(filter(None, [{"cancelled": "отменено", "moved": "перенесено"}[lesson["status"]], *why]))
    tasks, dues = [lesson["homework"]], {lesson["homework_due"]}
    for row in data.by["homework"][lesson["id"]]:
        whose = data.person(data.students[row["student"]], True) + ": " if row["student"] else ""
        tasks.append(whose + row["text"])
        dues.add(row["due"])
    teacher = ", ".join(map(data.staff_name, [lesson["teacher"]] if lesson["teacher"] else data.teachers_on(journal, day(lesson["date"]))))
    if lesson["substitutes"]:
        teacher += " замена: " + ", ".join(filter(None, [data.staff_name(lesson["substitutes"]), *why]))
    date, slot, hours = ru(day(lesson["date"])), lesson["slot"], shown(number(lesson["hours"]))
    homework = "; ".join(filter(None, tasks)) or "—", {ru(day(d)) for d in dues if d}
    return [str(held) if done else "—", date, slot, hours, KINDS[lesson["kind"] or "lesson"], topic, homework, teacher, ""]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    data, count, tiny, deviations = Tables(sys.argv[1]), Counter(), {}, []
    for group in data.groups.values():
        volume = Volume(data, group, sys.argv[2], count, tiny)
        volume.check()
        deviations += volume.deviations
    results = {(r["journal"], r["student"], r["term"]) for r in data.results}
    there = {"marks": data.marks, "absences": data.attendance, "lessons": data.lessons, "results": results}
    for name, rows in there.items():
        if count[name] != len(rows) and (not deviations or not count[name]):
            deviations.append(f"{name}: сличено {count[name]}, в данных {len(rows)}")
    print(*deviations, sep="\n", end="\n" if deviations else "")
    small = f", cells below 7 pt {len(tiny)} (from {min(tiny.values()):.1f} pt)" if tiny else ""
    said = ", ".join(f"{name} {count[name]}" for name in ("pages", "marks", "absences", "lessons", "results"))
    print(f"volumes {len(data.groups)}, {said}{small}: {f'{len(deviations)} deviations' if deviations else 'ok'}")
    sys.exit(bool(deviations))


if __name__ == "__main__":
    main()
