"""A second computation of indicators and the forecast, from the raw tables, docs/formulas.md and the contract alone.

    second_indicators.py indicators INPUT [--from D --to D]     as `letopis report indicators --format json`
    second_indicators.py forecast INPUT                         likewise

What cannot be told for want of a table is one line with `missing`. Sums are exact; only what is printed is rounded.
"""

import argparse
import datetime as dt
import json
import sys
from collections import Counter, defaultdict
from fractions import Fraction
from itertools import combinations
from math import floor

sys.dont_write_bytecode = True
from second import (
    MISSED,
    College,
    day,
    held,
    later,
    moment,
    number,
    outcomes,
    performance,
    scopes_of,
    scopes_of_group,
    tally,
    weights_of,
)

ROLES = {"teachers": "teacher", "curators": "curator", "students": "student", "parents": "parent"}
ORGANIZATION = [("organization", "")]


def exact(value):
    return Fraction(str(value))


def plain(value):
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    return value


def ratio(part, whole):
    return float(Fraction(part) / Fraction(whole)) if whole else None


def rounded(value):
    return floor(value + Fraction(1, 2))


def monday(date):
    return date - dt.timedelta(date.weekday())


def spans_of(c, terms, asked):
    """Every period's name and the stretches of days it is made of."""
    if asked:
        return {f"{asked[0]}/{asked[1]}": [asked]}
    spans = {term: [c.terms[term][:2]] for term in terms}
    return {**spans, "year": [span for own in spans.values() for span in own]}


def inside(span, date):
    return any(start <= date <= end for start, end in span)


def first(span):
    return min(start for start, _ in span)


def last(span):
    return max(end for _, end in span)


class Data:
    """What several indicators look at, once."""

    def __init__(self, c):
        self.entries = defaultdict(list)
        for row in c.attendance:
            self.entries[row["lesson"]].append(row)
        # By lesson: how many belong, what they could attend, what they missed; by student: date, the same.
        self.there, self.possible = {}, defaultdict(list)
        school = c.settings["organization"]["kind"] == "school"
        for lesson in filter(held, c.lessons):
            journal, date = c.journal[lesson["journal"]], day(lesson["date"])
            amount = 1 if school else exact(lesson["hours"])
            here = [s for s in c.members(journal, date) if not c.released(journal, s, date)]
            lines = []
            for student in here:
                statuses = [e["status"] for e in self.entries[lesson["id"]] if e["student"] == student]
                if "released" not in statuses:
                    missed = amount if any(s in MISSED for s in statuses) else 0
                    lines.append((amount, missed))
                    self.possible[student].append((date, amount, missed))
            self.there[lesson["id"]] = (len(here), sum(a for a, _ in lines), sum(m for _, m in lines))
        # By student: journal, date, value as a number or None, weight.
        self.marks = defaultdict(list)
        for mark in c.marks:
            lesson = c.lesson[mark["lesson"]]
            one = (lesson["journal"], day(lesson["date"]), number(mark["value"]), exact(mark["weight"] or 1))
            self.marks[mark["student"]].append(one)

    def marked(self, student, journal, span):
        """The student's marks in a journal: how many, how many in numbers, their weighted mean."""
        own = [(v, w) for j, date, v, w in self.marks[student] if j == journal["id"] and inside(span, date)]
        numeric = [(v, w) for v, w in own if v]
        weight = sum(w for _, w in numeric)
        return len(own), len(numeric), sum(v * w for v, w in numeric) / weight if weight else None


def of_results(c, asked, add):
    if asked:
        return
    weights = {key: exact(weight) for key, weight in weights_of(c).items()}
    results = defaultdict(lambda: defaultdict(list))
    for journal, period, bag in outcomes(c):
        n = tally(value for _, value in bag)
        good, total = n["5"] + n["4"] + n["3"], n["5"] + n["4"] + n["3"] + n["2"] + n["na"]
        numbers = [number(value) for _, value in bag if value and number(value)]
        to = scopes_of(c, journal)
        add("passing", to, period, good + n["зачтено"], total + n["зачтено"] + n["незачтено"])
        add("quality", to, period, n["5"] + n["4"], total)
        add("sou", to, period, sum(weight * n[key] for key, weight in weights.items()), total)
        add("mean", to, period, sum(numbers), len(numbers))
        for student, value in bag:
            if value and number(value):
                results[journal["group"], period][student].append((journal, number(value)))
    for line in performance(c):
        if "students" in line:
            to = [(line["scope"], line["id"])]
            add("passing-students", to, line["term"], line["students_passing"], line["students"])
            add("quality-students", to, line["term"], line["students_quality"], line["students"])
    for (group, period), students in results.items():
        pairs = []
        for own in students.values():
            for (one, value), (other, another) in combinations(own, 2):
                both = [c.member[j["teacher"]]["commission"] for j in (one, other)]
                if one["discipline"] != other["discipline"] and both[0] and both[0] == both[1]:
                    pairs.append(abs(value - another) <= 1)
        add("similarity", scopes_of_group(c, c.group[group]), period, sum(pairs), len(pairs))
    for row in c.results:
        journal = c.journal[row["journal"]]
        if c.graded(journal) and row["term"] in c.terms_of(journal):
            deadline = later(c.terms[row["term"]][1], c.rules.get("term_mark_deadline_days", 7))
            for period in (row["term"], "year"):
                numbers = timely(row, lambda at: at.date() <= deadline)
                add("timely-term-marks", scopes_of(c, journal), period, *numbers)


def timely(row, in_time):
    at = moment(row["entered_at"])
    return (int(in_time(at)), 1) if at else (0, 0, 1)


def of_marks_in_terms(c, data, asked, add):
    """The marks of every student and term, in journals with marks."""
    minimum = c.rules.get("min_marks_per_term", 3)
    for journal in c.journals if not asked else []:
        if not c.attested(journal) or not c.graded(journal):
            continue
        for term in c.terms_of(journal):
            span = [c.terms[term][:2]]
            for student in c.members(journal, last(span)):
                if not c.exempt(journal, student, term):
                    count = data.marked(student, journal, span)[0]
                    for period in (term, "year"):
                        to = scopes_of(c, journal)
                        add("accumulation", to, period, int(count >= minimum), 1)
                        add("without-marks", to, period, int(count == 0), 1)
                        add("single-mark", to, period, int(count == 1), 1)


def of_journals(c, data, asked, add):
    everything = [day(l["date"]) for l in c.lessons] + [d for start, end, _ in c.terms.values() for d in (start, end)]
    everything += asked or []
    for journal in c.journals:
        spans, to = spans_of(c, c.terms_of(journal), asked), scopes_of(c, journal)
        places = timetable(c, journal, min(everything), max(everything))

        def on(date, indicator, *numbers):
            for period, span in spans.items():
                if inside(span, date):
                    add(indicator, to, period, *numbers)

        def timely_on(date, indicator, row, in_time):
            on(date, indicator, *timely(row, in_time))

        weeks = defaultdict(list)
        for lesson in c.lessons_of[journal["id"]]:
            date, marks, entries = day(lesson["date"]), c.marks_of[lesson["id"]], data.entries[lesson["id"]]
            for mark in marks:
                timely_on(date, "timely-marks", mark, lambda at: not c.marked_late(lesson, at))
                value, weight = number(mark["value"]), exact(mark["weight"] or 1)
                if value:
                    on(date, "current-mean", value, 1)
                    on(date, "weighted-mean", value * weight, weight)
            deadline = later(date, c.rules.get("attendance_deadline_days", 2))
            for entry in entries:
                timely_on(date, "timely-attendance", entry, lambda at: at.date() <= deadline)
            if lesson["slot"]:
                on(date, "timetable-filled", int((date, int(lesson["slot"])) in places), 1)
            else:
                on(date, "timetable-filled", 0, 0, 1)
            if held(lesson) or lesson["status"] == "cancelled":
                on(date, "lessons-held", int(held(lesson)), 1)
            if not held(lesson):
                continue
            here, possible, missed = data.there[lesson["id"]]
            on(date, "attendance", possible - missed, possible)
            if c.attested(journal) and c.graded(journal):
                on(date, "marks-per-lesson", len(marks), here)
            at, deadline = moment(lesson["homework_at"]), c.homework_deadline(lesson)
            if at and deadline:
                on(date, "timely-homework", int(at <= deadline), 1)
            elif lesson["homework"]:
                on(date, "timely-homework", 0, 0, 1)
            deadline_of_lesson = later(date, c.rules.get("lesson_deadline_days", 0))
            timely_on(date, "timely-lessons", lesson, lambda at: at.date() <= deadline_of_lesson)
            on(date, "planning", int(bool(lesson["topic"]) and not c.homework_missing(journal, lesson)), 1)
            if lesson["substitutes"]:
                on(date, "equivalent-substitution", *substitution(c, journal, lesson))
            times = [lesson["entered_at"], lesson["homework_at"]] + [row["entered_at"] for row in marks + entries]
            weeks[monday(date)].append((date, [moment(at).date() for at in times if at]))
        taken = {(day(l["date"]), int(l["slot"])) for l in c.lessons_of[journal["id"]] if held(l) and l["slot"]}
        for place in places:
            on(place[0], "timetable-held", int(place in taken), 1)
        for start, lessons in weeks.items():
            for period, span in spans.items():
                own = [times for date, times in lessons if inside(span, date)]
                known = [at for times in own for at in times]
                if known:
                    add("journal-work", to, period, int(min(known) <= later(start, 6)), 1)
                elif own:
                    add("journal-work", to, period, 0, 0, 1)


def timetable(c, journal, start, end):
    """The places of a journal: day and slot, each once."""
    holidays, places = c.settings.get("holidays") or [], set()
    for row in c.timetable:
        if row["journal"] != journal["id"]:
            continue
        if row["date"]:
            places.add((day(row["date"]), int(row["slot"])))
            continue
        for date in (later(start, n) for n in range((end - start).days + 1)):
            begun, over = day(row["from"]) or start, day(row["until"]) or end
            if date.isoweekday() == int(row["weekday"]) and date not in holidays and begun <= date <= over:
                places.add((date, int(row["slot"])))
    return places


def substitution(c, journal, lesson):
    """Whether who held the lesson is as good as whom it was held for."""
    same = {j["id"] for j in c.journals if j["discipline"] == journal["discipline"]}
    teach_it = {c.journal[name]["teacher"] for name in same} | {r["staff"] for r in c.teachers if r["journal"] in same}
    # Without a name it was the journal's own teacher, whoever that is then.
    if not lesson["teacher"] or lesson["teacher"] in teach_it:
        return 1, 1
    both = [c.member[lesson[who]]["commission"] for who in ("teacher", "substitutes")]
    return (int(both[0] == both[1]), 1) if all(both) else (0, 0, 1)


def of_groups(c, data, asked, add):
    failing = {"mean_below": 2.5, "journals": 2, "min_marks": 3, **(c.rules.get("systemic_failing") or {})}
    share = exact({"share": 0.30, **(c.rules.get("systemic_absence") or {})}["share"])
    paperless = c.settings["organization"].get("paperless")
    for group in c.groups:
        to = scopes_of_group(c, group)
        for period, span in spans_of(c, c.terms_of_group(group), asked).items():
            for student in (s["id"] for s in c.students if c.group_on(s["id"], last(span)) == group["id"]):
                means = [data.marked(student, journal, span)[1:] for journal in c.journals]
                means = [mean for count, mean in means if count >= failing["min_marks"] and mean is not None]
                low = sum(mean < exact(failing["mean_below"]) for mean in means)
                add("systemic-failing", to, period, *((int(low >= failing["journals"]), 1) if means else (0, 0, 1)))
                own = [(amount, missed) for date, amount, missed in data.possible[student] if inside(span, date)]
                possible, missed = sum(a for a, _ in own), sum(m for _, m in own)
                often = possible and Fraction(missed) / possible >= share
                add("systemic-absence", to, period, *((int(often), 1) if possible else (0, 0, 1)))
            if paperless:
                since = paperless.get("since")
                since = day(since) if isinstance(since, str) else since
                add("paperless", to, period, int(not since or since <= first(span)), 1)


def of_users(c, asked, add):
    account = {user["id"]: user for user in c.users}
    # By role: people, and the student each is or belongs to.
    known, active = defaultdict(set), defaultdict(set)
    pupil = {}

    def person(name):
        return account.get(name, {}).get("staff") or name

    def note(role, name, to):
        to[role].add(person(name))
        if role in ("student", "parent") and account.get(name, {}).get("student"):
            pupil[role, person(name)] = account[name]["student"]

    for user in c.users:
        note(user["role"], user["id"], known)
    for row in c.activity:
        note(row["role"], row["user"], active)
    weeks = {day(row["week"]) for row in c.activity}
    signed = {(row["role"], person(row["user"]), day(row["week"])) for row in c.activity if int(row["sign_ins"]) > 0}
    for scope in ORGANIZATION + [("group", group["id"]) for group in c.groups]:
        whole = scope in ORGANIZATION
        terms = list(c.terms) if whole else c.terms_of_group(c.group[scope[1]])
        for period, span in spans_of(c, terms, asked).items():
            end = last(span)

            def counts(role, who):
                left = c.member[who].get("left") if who in c.member else ""
                if left and day(left) <= end:
                    return False
                student = pupil.get((role, who))
                group = student and c.group_on(student, end)
                if not whole:
                    return group == scope[1]
                return not student or group is not None

            told = {w for w in weeks if any(start <= later(w, 6) and w <= until for start, until in span)}
            for name, role in ROLES.items():
                if not whole and role not in ("student", "parent"):
                    continue
                if role != "curator":
                    people = {p for p in known[role] if counts(role, p)}
                    opened = {
                        person(user["id"])
                        for user in c.users
                        if user["role"] == role and user["activated"] and day(user["activated"]) <= end
                    }
                    add(f"activated-{name}", [scope], period, len(people & opened), len(people))
                people = {p for p in known[role] | active[role] if counts(role, p)}
                here = sum((role, p, w) in signed for p in people for w in told)
                add(f"involved-{name}", [scope], period, here, len(people) * len(told))
            for row in c.activity if whole else []:
                if row["role"] == "teacher" and day(row["week"]) in told:
                    n = int(row["sign_ins"])
                    numbers = (n if row["via"] == "esia" else 0, n) if row["via"] else (0, 0, n)
                    add("esia", [scope], period, *numbers)


def indicators(c, asked=None):
    sums, data = defaultdict(lambda: [0, 0, 0]), Data(c)

    def add(indicator, scopes, period, part, whole, unknown=0):
        for scope, name in scopes:
            line = sums[indicator, scope, name, period]
            line[0], line[1], line[2] = line[0] + part, line[1] + whole, line[2] + unknown

    of_results(c, asked, add)
    of_marks_in_terms(c, data, asked, add)
    of_journals(c, data, asked, add)
    of_groups(c, data, asked, add)
    of_users(c, asked, add)
    missing = {"adaptation": "итогов за 4 класс"}
    if not c.timetable:
        missing.update({"timetable-filled": "timetable", "timetable-held": "timetable"})
    if not c.users:
        missing.update({f"activated-{name}": "users" for name in ROLES if name != "curators"})
    if not c.activity:
        missing.update({f"involved-{name}": "activity" for name in ROLES} | {"esia": "activity"})
    if not asked and not any(member["commission"] for member in c.staff):
        missing["similarity"] = "staff.commission"
    if not c.results:
        results = "passing passing-students quality quality-students sou mean timely-term-marks"
        missing.update({name: "results" for name in results.split()})
    if not c.marks:
        marks = "systemic-failing timely-marks current-mean weighted-mean accumulation marks-per-lesson"
        missing.update({name: "marks" for name in [*marks.split(), "without-marks", "single-mark"]})
    if not c.attendance:
        missing.update({name: "attendance" for name in ("attendance", "systemic-absence", "timely-attendance")})
    if not c.settings.get("bells"):
        missing["timely-homework"] = "bells"
    if not c.settings["organization"].get("paperless"):
        missing["paperless"] = "organization.paperless"
    names = ("indicator", "scope", "id", "term", "part", "whole", "unknown", "value")
    for key, (part, whole, unknown) in sums.items():
        if (whole or unknown) and key[0] not in missing:
            numbers = (plain(part), plain(whole), unknown, ratio(part, whole))
            yield dict(zip(names, key + numbers))
    for indicator, what in missing.items():
        yield dict(zip(names, (indicator, "organization", "", "year", 0, 0, 0, None)), missing=what)


def forecast_of(c, data, student, journal, span):
    _, count, mean = data.marked(student, journal, span)
    if count < c.rules.get("min_marks_per_term", 3) or mean is None:
        return None
    return rounded(mean)


def upper(student, group):
    return [("student", student), ("group", group), ("organization", "")]


def hits(pairs):
    """Of forecasts and what came: how many, and how near."""
    away = [abs(one - other) for one, other in pairs]
    line = {"checked": len(away), "exact": away.count(0), "near": sum(a <= 1 for a in away)}
    return {**line, "error": ratio(sum(away), len(away))}


def forecast(c):
    data, turn = Data(c), dt.date(int(str(c.settings["academic_year"])[-4:]), 8, 31)
    ends = lambda group: day(group["study_end"]) or turn + dt.timedelta(1)
    coming, checked = defaultdict(list), defaultdict(list)
    for journal in c.journals:
        if not c.attested(journal) or not c.graded(journal):
            continue
        terms = c.terms_of(journal)
        here = lambda term: (s for s in c.members(journal, c.terms[term][1]) if not c.exempt(journal, s, term))
        for student in here(terms[-1]) if ends(c.group[journal["group"]]) > turn else []:
            mark = forecast_of(c, data, student, journal, [c.terms[terms[-1]][:2]])
            for scope in upper(student, journal["group"]):
                coming[scope].append((student, mark))
        start, end, _ = c.terms[terms[0]]
        half = [(start, start + dt.timedelta((end - start).days // 2))]
        own = [r for r in c.results if r["journal"] == journal["id"]]
        results = {r["student"]: number(r["value"]) for r in own if r["term"] == terms[0]}
        for student in here(terms[0]):
            mark = forecast_of(c, data, student, journal, half)
            if mark is not None and results.get(student):
                for scope in upper(student, journal["group"])[1:]:
                    checked[scope, terms[0]].append((mark, results[student]))
    for (scope, name), bag in coming.items():
        marks = [mark for _, mark in bag if mark is not None]
        n, own = Counter(max(mark, 2) for mark in marks), defaultdict(list)
        for student, mark in bag:
            if mark is not None:
                own[student].append(mark)
        line = {"kind": "next", "scope": scope, "id": name, "n5": n[5], "n4": n[4], "n3": n[3], "n2": n[2]}
        line.update({"unknown": len(bag) - len(marks), "mean": ratio(sum(marks), len(marks)), "students": len(own)})
        line["students_passing"] = sum(min(marks) >= 3 for marks in own.values())
        yield {**line, "students_quality": sum(min(marks) >= 4 for marks in own.values())}
    for ((scope, name), term), pairs in checked.items():
        yield {"kind": "check", "scope": scope, "id": name, "term": term, **hits(pairs)}
    yield from attestation(c, turn, ends)


def attestation(c, turn, ends):
    year = [dt.date(turn.year - 1, 9, 1) + dt.timedelta(n) for n in range(365)]
    bases = {
        "thesis": [j for j in c.journals if c.attested(j) and c.graded(j)],
    }
    bases["demo"] = [j for j in bases["thesis"] if j["kind"] in ("practice", "module")]
    above = defaultdict(list)
    for group in c.groups:
        if ends(group) > turn:
            continue
        date = min(max(c.terms[t][1] for t in c.terms_of_group(group)), ends(group))
        for student in (s["id"] for s in c.students if c.group_on(s["id"], date) == group["id"]):
            for kind, journals in bases.items():
                basis = []
                for journal in journals:
                    if any(c.belongs(journal, student, then) for then in year):
                        mine = [r for r in c.results if r["journal"] == journal["id"] and r["student"] == student]
                        own = {r["term"]: r["value"] for r in mine}
                        basis.append(number(own.get("year", own.get(c.terms_of(journal)[-1], ""))))
                basis = [mark for mark in basis if mark]
                if not basis:
                    continue
                mean = Fraction(sum(basis), len(basis))
                came = [r["value"] for r in c.gia if (r["student"], r["kind"]) == (student, kind)]
                value, guess = number(came[-1]) if came else None, rounded(mean)
                line = {"kind": kind, "scope": "student", "id": student, "basis": float(mean)}
                yield {**line, "forecast": guess, "value": value}
                for scope in (("group", group["id"]), ("organization", "")):
                    above[kind, *scope].append((guess, value))
    for (kind, scope, name), bag in above.items():
        pairs = [(guess, value) for guess, value in bag if value is not None]
        yield {"kind": kind, "scope": scope, "id": name, "students": len(bag), **hits(pairs)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("report", choices=["indicators", "forecast"])
    parser.add_argument("input")
    parser.add_argument("--from", dest="start", type=dt.date.fromisoformat)
    parser.add_argument("--to", dest="end", type=dt.date.fromisoformat)
    arguments = parser.parse_args()
    college = College(arguments.input)
    if arguments.report == "forecast":
        lines = forecast(college)
    else:
        lines = indicators(college, (arguments.start, arguments.end) if arguments.start else None)
    for row in lines:
        print(json.dumps(row, ensure_ascii=False))
