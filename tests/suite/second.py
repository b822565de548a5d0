"""A second computation of findings and figures, from the raw tables and the contract alone.

    second.py spoil INPUT SEED     spoils an invented college so that every finding has something to find
    second.py findings INPUT       a line a finding: {"code", "table", "record"}
    second.py performance INPUT    as `letopis report performance --format json`
    second.py attendance INPUT     likewise

It shares no code and no order of work with the program. Tables are CSV, as `letopis demo` writes them.
"""

import csv
import datetime as dt
import json
import os
import random
import re
import sys
from collections import Counter, defaultdict

import yaml


def day(text):
    return dt.date.fromisoformat(text[:10]) if text else None


def moment(text):
    if not text:
        return None
    return dt.datetime.fromisoformat(text if "T" in text else text + "T00:00")


def read(folder, name):
    path = os.path.join(folder, name + ".csv")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(folder, name, rows, columns=None):
    columns = columns or list(rows[0])
    with open(os.path.join(folder, name + ".csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


class College:
    def __init__(self, folder):
        with open(os.path.join(folder, "archive.yaml"), encoding="utf-8") as file:
            self.settings = yaml.safe_load(file)
        self.rules = self.settings.get("rules") or {}
        self.terms = {t["id"]: (t["start"], t["end"], t.get("set")) for t in self.settings["terms"]}
        self.year_end = max(end for _, end, _ in self.terms.values())
        names = (
            "groups students staff journals roster teachers plan lessons homework marks attendance results "
            "movements changes remarks checks credentials consents releases users activity timetable gia"
        )
        for name in names.split():
            setattr(self, name, read(folder, name))
        self.group = {g["id"]: g for g in self.groups}
        self.student = {s["id"]: s for s in self.students}
        self.journal = {j["id"]: j for j in self.journals}
        self.lesson = {l["id"]: l for l in self.lessons}
        self.member = {s["id"]: s for s in self.staff}
        self.lessons_of = defaultdict(list)
        for lesson in self.lessons:
            self.lessons_of[lesson["journal"]].append(lesson)
        self.marks_of = defaultdict(list)
        for mark in self.marks:
            self.marks_of[mark["lesson"]].append(mark)
        self.transfers = defaultdict(list)
        for move in self.movements:
            inside = move["to"] or move["kind"] == "transferred" and not move.get("to_organization")
            if inside and move["from"] and move["from"] != move["to"]:
                self.transfers[move["student"]].append((day(move["date"]), move["from"]))

    def terms_of(self, journal):
        named = [t for t in re.split("[,; ]+", journal.get("terms") or "") if t]
        if named:
            return sorted(named, key=lambda t: self.terms[t][0])
        return self.terms_of_group(self.group[journal["group"]])

    def terms_of_group(self, group):
        wanted = group.get("terms") or None
        own = [t for t, (_, _, of) in self.terms.items() if of == wanted] or list(self.terms)
        return sorted(own, key=lambda t: self.terms[t][0])

    def in_term(self, term, date):
        start, end, _ = self.terms[term]
        return start <= date <= end

    def attested(self, journal):
        return journal.get("attested", "") not in ("false", "no", "нет", "0")

    def graded(self, journal):
        return self.group[journal["group"]].get("grading") != "none"

    def group_on(self, student, date):
        row = self.student[student]
        if row["enrolled"] and date < day(row["enrolled"]) or row["left"] and date >= day(row["left"]):
            return None
        for until, group in sorted(self.transfers[student]):
            if date < until:
                return group
        return row["group"]

    def belongs(self, journal, student, date):
        own = [r for r in self.roster if r["journal"] == journal["id"]]
        if own:
            return any(
                r["student"] == student
                and (not r["from"] or day(r["from"]) <= date)
                and (not r["until"] or date <= day(r["until"]))
                for r in own
            )
        if journal["subgroup"] and self.student[student]["subgroup"] not in ("", journal["subgroup"]):
            return False
        return self.group_on(student, date) == journal["group"]

    def members(self, journal, date):
        return [s["id"] for s in self.students if self.belongs(journal, s["id"], date)]

    def released(self, journal, student, date):
        return any(
            r["kind"] == "exempt"
            and r["student"] == student
            and r["journal"] in ("", journal["id"])
            and day(r["from"]) <= date
            and (not r["until"] or date <= day(r["until"]))
            for r in self.releases
        )

    def exempt(self, journal, student, term):
        mine = [r for r in self.results if r["journal"] == journal["id"] and r["student"] == student]
        if any(r["value"] == "осв" and r["term"] == term for r in mine):
            return True
        return self.released(journal, student, self.terms[term][1])

    def teaches(self, journal, staff, date):
        then = [
            r["staff"]
            for r in self.teachers
            if r["journal"] == journal["id"]
            and day(r["from"]) <= date
            and (not r["until"] or date <= day(r["until"]))
        ]
        return staff in (then or [journal["teacher"]])

    def window_end(self, date):
        window = self.rules.get("edit_window", 14)
        if window == "never":
            return self.year_end
        if window == "month":
            year, month = date.year + date.month // 12, date.month % 12 + 1
            last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(1)).day
            return dt.date(year, month, min(date.day, last))
        return date + dt.timedelta(window)

    def marked_late(self, lesson, at):
        date = day(lesson["date"])
        deadline = str(self.rules.get("mark_deadline", "same-day 21:00")).split()
        if lesson["kind"] == "control":
            return at.date() > later(date, self.rules.get("control_deadline_days", 7))
        if deadline[0] == "same-day":
            return at > dt.datetime.combine(date, dt.time.fromisoformat(deadline[1]))
        return at.date() > later(date, int(deadline[0]))

    def homework_deadline(self, lesson):
        """None where no bell tells it."""
        bells = self.settings.get("bells") or {}
        if not lesson["slot"] or int(lesson["slot"]) not in bells:
            return None
        end = dt.time.fromisoformat(bells[int(lesson["slot"])].split("-")[1])
        hours = dt.timedelta(hours=self.rules.get("homework_deadline_hours", 3))
        return dt.datetime.combine(day(lesson["date"]), end) + hours

    def homework_missing(self, journal, lesson):
        kinds = self.rules.get("homework_kinds", ["lecture", "lesson", "practice", "lab", "seminar"])
        practice = journal["component"] in ("edu-practice", "prod-practice", "pre-diploma")
        expected = (lesson["kind"] or "lesson") in kinds and not practice and self.graded(journal)
        return expected and not lesson["homework"] and all(h["lesson"] != lesson["id"] for h in self.homework)


def later(date, days):
    return date + dt.timedelta(days)


def number(value):
    match = re.fullmatch(r"([1-5])[+-]?", value)
    return int(match[1]) if match else None


def fold(text):
    return " ".join(text.lower().replace("ё", "е").split())


def held(lesson):
    return lesson["status"] in ("", "held")


def findings(c):
    found = []

    def tell(code, table, record):
        found.append((code, table, record))

    rules = c.rules
    seen = Counter()
    for mark in c.marks:
        key = mark["lesson"], mark["student"]
        seen[key] += 1
        record = "/".join(key) + (f"/{seen[key]}" if seen[key] > 1 else "")
        lesson = c.lesson[mark["lesson"]]
        date, at = day(lesson["date"]), moment(mark["entered_at"])
        if at:
            if c.marked_late(lesson, at):
                tell("late-entry", "marks", record)
            if at.date() > c.window_end(date):
                tell("entered-after-window", "marks", record)
        by = mark.get("entered_by")
        if by and not c.teaches(c.journal[lesson["journal"]], by, date) and by != lesson["teacher"]:
            tell("wrong-teacher", "marks", record)
    for change in c.changes:
        lesson = c.lesson.get(change["record"].split("/")[0])
        if change["table"] in ("marks", "attendance") and lesson:
            if moment(change["at"]).date() > c.window_end(day(lesson["date"])):
                tell("changed-after-window", change["table"], change["record"])
    for row in c.attendance:
        at, date = moment(row["entered_at"]), day(c.lesson[row["lesson"]]["date"])
        if at and at.date() > later(date, rules.get("attendance_deadline_days", 2)):
            tell("late-attendance", "attendance", f"{row['lesson']}/{row['student']}")
    plan = defaultdict(list)
    for item in c.plan:
        plan[item["journal"], item["number"]].append(item["topic"])
    for lesson in filter(held, c.lessons):
        journal, date = c.journal[lesson["journal"]], day(lesson["date"])
        at, deadline = moment(lesson["homework_at"]), c.homework_deadline(lesson)
        if at and deadline and at > deadline:
            tell("late-homework", "lessons", lesson["id"])
        at = moment(lesson["entered_at"])
        if at and at.date() > later(date, rules.get("lesson_deadline_days", 0)):
            tell("late-lesson", "lessons", lesson["id"])
        if not lesson["topic"]:
            tell("no-topic", "lessons", lesson["id"])
        elif not re.search("[А-Яа-яЁё]", lesson["topic"]):
            tell("not-in-russian", "lessons", lesson["id"])
        planned = plan.get((journal["id"], lesson["plan_number"]), [])
        if lesson["topic"] and planned and all(fold(t) != fold(lesson["topic"]) for t in planned):
            tell("topic-off-plan", "lessons", lesson["id"])
        if c.homework_missing(journal, lesson):
            tell("no-homework", "lessons", lesson["id"])
        who = lesson["teacher"]
        if who and not lesson["substitutes"] and not c.teaches(journal, who, date):
            tell("substitution-unrecorded", "lessons", lesson["id"])
    for row in c.results:
        if row["term"] in c.terms and row["entered_at"] and c.graded(c.journal[row["journal"]]):
            end = c.terms[row["term"]][1]
            if moment(row["entered_at"]).date() > later(end, rules.get("term_mark_deadline_days", 7)):
                tell("late-term-mark", "results", f"{row['journal']}/{row['student']}/{row['term']}")
    minimum = rules.get("min_marks_per_term", 3)
    tolerance = rules.get("hours_tolerance", 0)
    for journal in c.journals:
        lessons = c.lessons_of[journal["id"]]
        given = sum(float(l["hours"]) for l in lessons if held(l))
        items = [i for i in c.plan if i["journal"] == journal["id"]]
        hours = [float(i["hours"]) for i in items if i["hours"]]
        planned = float(journal["planned_hours"]) if journal["planned_hours"] else sum(hours) if hours else None
        if planned is not None and planned - given > tolerance + 1e-6:
            tell("hours-short", "journals", journal["id"])
        if planned is not None and given - planned > tolerance + 1e-6:
            tell("hours-over", "journals", journal["id"])
        results = {(r["student"], r["term"]): r for r in c.results if r["journal"] == journal["id"]}
        for term in c.terms_of(journal):
            inside = [l for l in lessons if c.in_term(term, day(l["date"]))]
            if any(i["kind"] == "control" and i["term"] == term for i in items):
                if not any(held(l) and l["kind"] == "control" for l in inside):
                    tell("no-control-work", "journals", f"{journal['id']}/{term}")
            count, total, weight = Counter(), Counter(), Counter()
            for mark in (m for l in inside for m in c.marks_of[l["id"]]):
                count[mark["student"]] += 1
                if number(mark["value"]):
                    w = float(mark["weight"] or 1)
                    total[mark["student"]] += w * number(mark["value"])
                    weight[mark["student"]] += w
            if not c.graded(journal):
                continue
            for student in c.members(journal, c.terms[term][1]):
                record = f"{journal['id']}/{student}/{term}"
                if not c.attested(journal) or c.exempt(journal, student, term):
                    continue
                if count[student] == 0:
                    tell("no-marks", "results", record)
                elif count[student] == 1:
                    tell("single-mark", "results", record)
                elif count[student] < minimum:
                    tell("few-marks", "results", record)
                if (student, term) not in results:
                    tell("term-mark-missing", "results", record)
            for (student, of), row in results.items():
                if of == term and number(row["value"]) and weight[student]:
                    mean = total[student] / weight[student]
                    if abs(number(row["value"]) - mean) >= rules.get("final_differs", 1.0) - 1e-9:
                        if not c.exempt(journal, student, term):
                            tell("final-differs", "results", f"{journal['id']}/{student}/{term}")
    if c.checks:
        checked = {row["date"][:7] for row in c.checks}
        for month in sorted({l["date"][:7] for l in c.lessons if held(l)} - checked):
            tell("no-check-month", "checks", month)
    for row in c.remarks:
        # What is not mended when the year is closed is overdue then.
        done = day(row["resolved"]) or c.settings["closed_on"]
        if row["due"] and done > day(row["due"]):
            tell("remark-overdue", "remarks", f"{row['date']}/{row['journal']}")
    first = {}
    for row in sorted(c.credentials, key=lambda row: row["issued"]):
        first.setdefault(row["user"], row)
    owners = {user["id"]: user["student"] for user in c.users}
    for row in c.credentials:
        whose = row["student"] or owners.get(row["user"])
        if not whose:
            continue
        record, student = f"{row['user']}/{row['issued']}", c.student[whose]
        if first[row["user"]] is row and student["enrolled"]:
            date, count = day(student["enrolled"]), 0
            while date < day(row["issued"]):
                date = later(date, 1)
                count += date.weekday() < 5 and date not in (c.settings.get("holidays") or [])
            if count > 10:
                tell("late-credentials", "credentials", record)
        given = [x["given"] for x in c.consents if x["student"] == whose]
        said = student.get("consent", "")
        if given:
            if min(given) > row["issued"]:
                tell("credentials-before-consent", "credentials", record)
        elif said == "false" or not said and c.consents:
            tell("credentials-before-consent", "credentials", record)
    for row in c.movements:
        if row.get("to_organization") and not row["confirmation_no"] and not row["confirmation_date"]:
            tell("transfer-unconfirmed", "movements", f"{row['student']}/{row['date']}")
    return [{"code": code, "table": table, "record": record} for code, table, record in found]


WEIGHTS = {"5": 1.0, "4": 0.64, "3": 0.36, "2": 0.16, "na": 0.07}


def scopes_of(c, journal):
    """What a journal's figures add up to."""
    group, teacher = c.group[journal["group"]], c.member[journal["teacher"]]
    scopes = [
        ("journal", journal["id"]),
        ("discipline", journal["discipline"]),
        ("teacher", journal["teacher"]),
        ("commission", teacher["commission"]),
    ]
    return [one for one in scopes if one[1]] + scopes_of_group(c, group)


def scopes_of_group(c, group):
    course = group["grade" if c.settings["organization"]["kind"] == "school" else "course"]
    above = [("curator", group["curator"]), ("course", course)]
    return [("group", group["id"])] + [one for one in above if one[1]] + [("organization", "")]


def outcomes(c):
    """Of every journal with marks and term of it: what each student got, `exempt`, or nothing."""
    for journal in c.journals:
        if not c.attested(journal):
            continue
        results = {(r["student"], r["term"]): r["value"] for r in c.results if r["journal"] == journal["id"]}
        periods = [(t, c.terms[t][1]) for t in c.terms_of(journal)]
        if any(of == "year" for _, of in results):
            periods.append(("year", max(c.terms[t][1] for t in c.terms_of_group(c.group[journal["group"]]))))
        for period, end in periods:
            everybody = set(c.members(journal, end)) | {s for s, of in results if of == period}
            bag = []
            for student in everybody:
                left = c.student[student]["left"]
                if left and day(left) <= end:
                    continue
                value = results.get((student, period))
                if value == "осв" or c.released(journal, student, end):
                    value = "exempt"
                if value is not None or c.graded(journal):
                    bag.append((student, value))
            yield journal, period, bag


def tally(values):
    n = Counter()
    for value in values:
        if value in (None, "exempt", "зачтено", "незачтено"):
            n[value] += 1
        else:
            n[str(max(number(value), 2)) if number(value) else "na"] += 1
    return n


def weights_of(c):
    return {**WEIGHTS, **{str(k): w for k, w in (c.rules.get("sou") or {}).items()}}


def performance(c):
    """Every result once to each of its scopes; the ratios at the end."""
    bags, weights = defaultdict(list), weights_of(c)
    for journal, period, bag in outcomes(c):
        for student, value in bag:
            for scope in scopes_of(c, journal) + [("student", student)]:
                bags[scope, period].append((student, value))
    lines = []
    for ((scope, name), term), bag in bags.items():
        n = tally(value for _, value in bag)
        total = sum(n[k] for k in ("5", "4", "3", "2", "na"))
        credits = n["зачтено"] + n["незачтено"]
        numeric = [number(v) for _, v in bag if v and number(v)]
        ratio = lambda part, whole: part / whole if whole else None
        line = {
            "scope": scope,
            "id": name,
            "term": term,
            "n5": n["5"],
            "n4": n["4"],
            "n3": n["3"],
            "n2": n["2"],
            "na": n["na"],
            "exempt": n["exempt"],
            "unmarked": n[None],
            "passing": ratio(n["5"] + n["4"] + n["3"] + n["зачтено"], total + credits),
            "quality": ratio(n["5"] + n["4"], total),
            "sou": ratio(sum(weights[k] * n[k] for k in weights), total),
            "mean": ratio(sum(numeric), len(numeric)),
        }
        if scope in ("group", "course", "organization"):
            own = defaultdict(list)
            for student, value in bag:
                if value not in (None, "exempt"):
                    own[student].append(value)
            good = [v for v in own.values() if all(x == "зачтено" or (number(x) or 0) > 2 for x in v)]
            line["students"] = len(own)
            line["students_passing"] = len(good)
            line["students_quality"] = sum(all(x == "зачтено" or number(x) >= 4 for x in v) for v in good)
        lines.append(line)
    return lines


MISSED = ("absent", "unexcused", "excused", "ill")


def attendance(c):
    entries = defaultdict(list)
    for row in c.attendance:
        own = entries[row["lesson"], row["student"]]
        own += [row["status"]] if row["status"] not in own else []
    # The terms of a group, and those of any of its journals.
    counted = defaultdict(set)
    for journal in c.journals:
        counted[journal["group"]] |= {*c.terms_of(journal), *c.terms_of_group(c.group[journal["group"]])}
    there = defaultdict(list)
    for journal in c.journals:
        for lesson in filter(held, c.lessons_of[journal["id"]]):
            date = day(lesson["date"])
            for term in (t for t in counted[journal["group"]] if c.in_term(t, date)):
                for student in c.members(journal, date):
                    if not c.released(journal, student, date):
                        one = (date, float(lesson["hours"]), entries[lesson["id"], student])
                        there[student, journal["group"], term].append(one)

    def summed(lessons):
        statuses = Counter(s for _, _, own in lessons for s in own)
        by_day = defaultdict(list)
        for date, _, own in lessons:
            by_day[date].append(any(s in MISSED for s in own))
        line = {"lessons": len(lessons), "hours": sum(h for _, h, _ in lessons)}
        for status in MISSED + ("late", "released"):
            line[status] = statuses[status]
        line["days"] = sum(all(v) for v in by_day.values())
        return Counter(line)

    students, groups, whole = defaultdict(list), defaultdict(Counter), defaultdict(Counter)
    for (student, group, term), lessons in there.items():
        students[student, term] += lessons
        groups[group, term] += summed(lessons)
    for (_, term), lessons in students.items():
        whole["", term] += summed(lessons)
    names = ["lessons", "hours", *MISSED, "late", "released", "days"]
    lines = []
    for scope, table in (("student", {k: summed(v) for k, v in students.items()}), ("group", groups), ("organization", whole)):
        for (name, term), line in table.items():
            lines.append({"scope": scope, "id": name, "term": term, **{k: line[k] for k in names}})
    return lines


def spoil(folder, seed):
    """Everything here hangs on the seed alone."""
    dice = random.Random(seed)
    c = College(folder)
    chance = lambda share: dice.random() < share
    shift = lambda text, days: (moment(text) + dt.timedelta(days=days, hours=dice.randrange(9))).isoformat(timespec="minutes")
    staff = [s["id"] for s in c.staff]
    for member in c.staff:
        member["commission"] = dice.choice(["", "Общие дисциплины", "Общие дисциплины", "Информатика", "Экономика"])
        member["left"] = str(dt.date(2024, 9, 1) + dt.timedelta(dice.randrange(330))) if chance(0.1) else ""
    write(folder, "staff", c.staff)
    # Some lessons are written up a week later, with all that belongs to them.
    behind = {l["id"]: dice.randrange(3, 12) for l in c.lessons if chance(0.08)}
    for row in c.lessons + c.marks + c.attendance:
        for column in ("entered_at", "homework_at"):
            if row.get(column) and row.get("lesson", row.get("id")) in behind:
                row[column] = shift(row[column], behind[row.get("lesson", row.get("id"))])
    for lesson in c.lessons:
        if chance(0.03):
            lesson["topic"] = dice.choice(["", "Present Perfect", "Другая тема", lesson["topic"].upper(), "1.2"])
        if chance(0.03):
            lesson["homework"] = ""
        if chance(0.02):
            lesson["status"] = dice.choice(["cancelled", "moved", ""])
        if chance(0.03):
            lesson["teacher"] = dice.choice(staff)
            lesson["substitutes"] = dice.choice(["", "", dice.choice(staff)])
        if chance(0.05):
            lesson["entered_at"] = dice.choice(["", shift(lesson["entered_at"], dice.randrange(3))])
        if lesson["homework_at"] and chance(0.05):
            lesson["homework_at"] = shift(lesson["homework_at"], dice.randrange(2))
        if chance(0.02):
            lesson["slot"] = dice.choice(["", "9"])
        if chance(0.02):
            lesson["substitutes"] = c.journal[lesson["journal"]]["teacher"]
            lesson["teacher"] = dice.choice(staff)
        if chance(0.02):
            lesson["kind"] = dice.choice(["", "control", "excursion", "seminar"])
    write(folder, "lessons", c.lessons)
    marks = []
    for mark in c.marks:
        if chance(0.05):
            continue
        if chance(0.05):
            mark["entered_at"] = dice.choice(["", shift(mark["entered_at"], dice.choice([1, 7, 8, 14, 15, 40]))])
        if chance(0.03):
            mark["value"] = dice.choice(["5-", "4+", "н/а", "зачтено", "2"])
        if chance(0.05):
            mark["weight"] = dice.choice(["2", "0.5", "3"])
        if chance(0.2):
            own = c.journal[c.lesson[mark["lesson"]]["journal"]]["teacher"]
            mark["entered_by"] = own if chance(0.8) else dice.choice(staff)
        marks.append(mark)
    write(folder, "marks", marks, [name for name in c.marks[0] if name != "entered_by"] + ["entered_by"])
    for row in c.attendance:
        if chance(0.1):
            row["entered_at"] = dice.choice(["", shift(row["entered_at"], dice.randrange(5))])
    missing = dice.sample(c.students, 3)
    for lesson in c.lessons:
        for student in missing:
            if c.belongs(c.journal[lesson["journal"]], student["id"], day(lesson["date"])) and chance(0.3):
                status = dice.choice(["absent", "unexcused", "ill", "late", "released"])
                c.attendance.append({"lesson": lesson["id"], "student": student["id"], "status": status})
    write(folder, "attendance", c.attendance)
    results = []
    for row in c.results:
        if chance(0.04):
            continue
        if chance(0.08):
            row["value"] = dice.choice(["2", "3", "4", "5", "н/а", "осв", "зачтено", "незачтено"])
        if chance(0.05):
            row["entered_at"] = dice.choice(["", shift(row["entered_at"], dice.choice([6, 7, 8, 20]))])
        results.append(row)
    write(folder, "results", results)
    for journal in c.journals:
        if chance(0.2):
            journal["planned_hours"] = dice.choice(["", "3", str(float(journal["planned_hours"]) + 0.5)])
        if chance(0.1):
            journal["attested"] = dice.choice(["", "false"])
    write(folder, "journals", c.journals)
    for item in c.plan:
        if chance(0.1):
            item[dice.choice(["term", "kind", "hours"])] = ""
    write(folder, "plan", c.plan)
    some = lambda rows, share: [r for r in rows if chance(share)]
    changed = [("marks", m) for m in some(marks, 0.02)] + [("attendance", a) for a in some(c.attendance, 0.05)]
    changes = []
    for table, row in changed:
        date = c.lesson[row["lesson"]]["date"]
        at = shift(date, dice.choice([0, 13, 14, 15, 30]))
        changes.append({"table": table, "record": f"{row['lesson']}/{row['student']}", "field": "value", "at": at})
    changes.append({"table": "lessons", "record": c.lessons[0]["id"], "field": "topic", "at": "2025-06-30T10:00"})
    write(folder, "changes", changes, ["table", "record", "field", "old", "new", "at", "by", "reason"])
    teachers = []
    for journal in some(c.journals, 0.3):
        start = dt.date(2024, 9, 1) + dt.timedelta(dice.randrange(200))
        until = dice.choice(["", str(start + dt.timedelta(60))])
        teachers.append({"journal": journal["id"], "staff": dice.choice(staff), "from": str(start), "until": until})
    write(folder, "teachers", teachers, ["journal", "staff", "from", "until"])
    homework = [{"lesson": l["id"], "text": "№ 7"} for l in some(c.lessons, 0.02)]
    write(folder, "homework", homework, ["lesson", "student", "text"])
    releases = []
    for student in some(c.students, 0.2):
        own = [j["id"] for j in c.journals if j["group"] == student["group"]]
        start = dt.date(2024, 9, 1) + dt.timedelta(dice.randrange(250))
        until = dice.choice(["", str(start + dt.timedelta(dice.randrange(120)))])
        kind = dice.choice(["exempt", "exempt", "home"])
        releases.append({"student": student["id"], "journal": dice.choice(own + [""]), "kind": kind, "from": str(start), "until": until})
    write(folder, "releases", releases, ["student", "journal", "kind", "from", "until"])
    write(folder, "checks", [r for r in c.checks if chance(0.7)] or c.checks[:1])
    remarks = []
    for n, journal in enumerate(some(c.journals, 0.5)):
        date = dt.date(2024, 10, 1) + dt.timedelta(7 * n % 250)
        resolved = dice.choice(["", str(date + dt.timedelta(dice.randrange(20)))])
        due = dice.choice(["", str(date + dt.timedelta(10))])
        remarks.append({"date": str(date), "journal": journal["id"], "text": "Замечание", "due": due, "resolved": resolved})
    write(folder, "remarks", remarks, ["date", "journal", "text", "due", "resolved"])
    credentials, consents = [], []
    for n, student in enumerate(some(c.students, 0.6)):
        issued = day(student["enrolled"] or "2024-09-01") + dt.timedelta(dice.randrange(25))
        credentials.append({"user": f"u{n}", "role": "student", "student": student["id"], "issued": str(issued)})
        if chance(0.2):
            credentials.append({**credentials[-1], "issued": str(issued + dt.timedelta(90))})
        if chance(0.7):
            given = issued + dt.timedelta(dice.randrange(-5, 5))
            consents.append({"student": student["id"], "kind": "персональные данные", "given": str(given)})
    write(folder, "credentials", credentials, ["user", "role", "student", "issued"])
    write(folder, "consents", consents, ["student", "kind", "given"])
    for student in c.students:
        student["consent"] = dice.choice(["", "true", "false"])
        if student["subgroup"] and chance(0.1):
            student["subgroup"] = ""
    write(folder, "students", c.students)
    for move in c.movements:
        if chance(0.5):
            move.update({"confirmation_no": "", "confirmation_date": ""})
        if chance(0.3) and not move["to"]:
            move["to_organization"] = "Колледж № 2"
    if c.movements:
        write(folder, "movements", c.movements)
    spoil_users(folder, c, dice)
    spoil_timetable(folder, c, dice)
    spoil_gia(folder, c, dice)
    spoil_settings(folder, dice)


def spoil_users(folder, c, dice):
    """Accounts, and who signed in: some without an account, a student or a way in, some weeks without a word."""
    chance = lambda share: dice.random() < share
    users, active = [], []

    def user(role, staff="", student=""):
        started = str(dt.date(2024, 8, 1) + dt.timedelta(dice.randrange(300))) if chance(0.8) else ""
        users.append({"id": f"a{len(users)}", "role": role, "staff": staff, "student": student, "activated": started})
        return users[-1]["id"]

    known = chance(0.85)
    for member in (m["id"] for m in c.staff):
        accounts = [user("teacher", member) for _ in range(dice.choice([0, 1, 1, 1, 2]))] if known else []
        active += [(name, "teacher") for name in accounts or [member]]
        if accounts and chance(0.2):
            active.append((member, "teacher"))
        if any(g["curator"] == member for g in c.groups):
            active.append((user("curator", member) if known and chance(0.5) else member, "curator"))
    for student in c.students if known else []:
        if chance(0.8):
            active.append((user("student", student=student["id"]), "student"))
        for _ in range(dice.choice([0, 1, 1, 2])):
            active.append((user("parent", student=student["id"]), "parent"))
    for role in ("student", "parent", "parent", "teacher", "admin", "head") if known else ():
        active.append((user(role), role))
    write(folder, "users", users, ["id", "role", "staff", "student", "activated"])
    rows, told = [], chance(0.9)
    for week in (dt.date(2024, 8, 19) + dt.timedelta(7 * n) for n in range(48) if told):
        if chance(0.2):
            continue
        for name, role in active:
            for _ in range(dice.choice([0, 0, 1, 1, 2]) if chance(0.6) else 0):
                row = {"week": str(week), "user": name, "role": role, "sign_ins": dice.choice([0, 0, 1, 2, 7])}
                rows.append({**row, "actions": dice.choice(["", 3]), "via": dice.choice(["", "password", "esia"])})
    write(folder, "activity", rows, ["week", "user", "role", "sign_ins", "actions", "via"])


def spoil_timetable(folder, c, dice):
    """Most of what was held, by weekday or by date, some of it twice, some of it for a while, some of it never held."""
    chance = lambda share: dice.random() < share
    rows = []
    for journal in c.journals if chance(0.9) else []:
        lessons = [l for l in c.lessons_of[journal["id"]] if l["slot"] and chance(0.9)]
        places = sorted({(day(l["date"]).isoweekday(), l["slot"]) for l in lessons})
        by_date = [{"date": l["date"], "slot": l["slot"]} for l in lessons if chance(0.1)]
        for weekday, slot in places + [(dice.randrange(1, 8), "2")]:
            start, until = dt.date(2024, 9, 1) + dt.timedelta(dice.randrange(150)), ""
            if chance(0.5):
                until = str(start + dt.timedelta(dice.randrange(100)))
            place = {"weekday": weekday, "slot": slot}
            if chance(0.5):
                place.update({"from": str(start) if chance(0.8) else "", "until": until})
            if chance(0.5):
                by_date += [place] * dice.choice([1, 1, 1, 2])
        if chance(0.3):
            by_date.append({"date": dice.choice(["2024-11-04", "2025-05-01", "2025-02-03"]), "slot": "1"})
        rows += [{"journal": journal["id"], **place} for place in by_date]
    write(folder, "timetable", rows, ["journal", "weekday", "date", "slot", "from", "until"])


def spoil_gia(folder, c, dice):
    """Somebody's last year: a group's end of study, and what was got then."""
    chance = lambda share: dice.random() < share
    graded = [g for g in c.groups if g.get("grading") != "none"]
    ending = [g for g in graded if g["study_end"] and g["study_end"] <= "2025-08-31"]
    if not ending:
        ending = dice.sample(graded, min(len(graded), dice.choice([1, 1, 2])))
        for group in ending:
            group["study_end"] = dice.choice(["2025-06-30", "2025-06-30", "2025-08-31", "2025-03-01"])
    others = [g for g in c.groups if g not in ending]
    if others and chance(0.5):
        dice.choice(others)["study_end"] = dice.choice(["", "2025-09-01"])
    write(folder, "groups", c.groups)
    rows = []
    for student in c.students:
        if student["group"] in [g["id"] for g in ending]:
            for kind in ("demo", "thesis", "thesis", "demo", "exam"):
                if chance(0.5):
                    value = dice.choice(["2", "3", "3", "4", "4", "5", "5-", "н/я", "зачтено"])
                    date = str(dt.date(2025, 6, 2) + dt.timedelta(dice.randrange(25)))
                    rows.append({"student": student["id"], "kind": kind, "value": value, "date": date})
    write(folder, "gia", rows, ["student", "kind", "title", "value", "date"])


def spoil_settings(folder, dice):
    systemic = {
        "systemic_failing": {"mean_below": 3.5, "journals": 1, "min_marks": 2},
        "systemic_absence": {"share": 0.1},
    }
    few = {"min_marks_per_term": 2}
    strict = {"systemic_failing": {"mean_below": 3.5}, "sou": {5: 1.0, 4: 0.7, 3: 0.4, 2: 0.1, "na": 0.0}}
    rules = dice.choice([
        {},
        {"edit_window": "month", "mark_deadline": "3 days", "min_marks_per_term": 5, "hours_tolerance": 2, **systemic},
        {"edit_window": "never", "final_differs": 0.7, "lesson_deadline_days": 1, "homework_deadline_hours": 24, **few},
        {"mark_deadline": "same-day 18:00", "control_deadline_days": 3, "homework_kinds": ["lecture", "control"], **strict},
    ])
    path = os.path.join(folder, "archive.yaml")
    with open(path, encoding="utf-8") as file:
        settings = re.sub("  paperless:.*\n", "", file.read())
    since = dice.choice([None, "", ", since: 2024-12-01", ", since: 2020-09-01"])
    if since is not None:
        settings = settings.replace("organization:\n", f'organization:\n  paperless: {{ order: "№ 5"{since} }}\n')
    with open(path, "w", encoding="utf-8") as file:
        file.write(settings + "rules: " + json.dumps(rules, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    if sys.argv[1] == "spoil":
        spoil(sys.argv[2], int(sys.argv[3]))
    else:
        for row in globals()[sys.argv[1]](College(sys.argv[2])):
            print(json.dumps(row, ensure_ascii=False))
