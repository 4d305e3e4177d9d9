#!/usr/bin/env python3
"""Writes activity.csv: what three hundred invented learners did with the courses of catalog.xml.

Usage: make-activity.py [SEED]        (standard library only; the same seed gives the same bytes)

Every learner leans towards some subjects, has a course or two in mind as goals, and takes a few
courses a term, only such as their requirements permit at that time; now and then they drop one or
pause. Ways to a goal, popular courses and courses that build on the last one taken are likelier
than others, so that there is something to learn from the file.
"""

import csv
import random
import re
import sys
import xml.etree.ElementTree as ElementTree
from datetime import datetime, timedelta, timezone
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
NAMESPACE = "{urn:docent:catalog:1}"
LEARNERS = 300
FIRST_TERM = datetime(2022, 9, 5, tzinfo=timezone.utc)
TERM = timedelta(days=126)

LAST_TERM = datetime(2025, 9, 12, tzinfo=timezone.utc)

# How many are of each kind, and what they are drawn to by the subject at the head of a key.
ELSEWHERE = 0.02
TASTES = {
    "computing": (0.34, {"CS": 1.0, "MATH": 0.35, "DATA": 0.15}),
    "data": (0.28, {"DATA": 1.0, "STAT": 0.8, "MATH": 0.5, "CS": 0.45}),
    "mathematics": (0.10, {"MATH": 1.0, "STAT": 0.6, "CS": 0.2}),
    "design": (0.16, {"DES": 1.0, "CS": 0.15, "DATA": 0.2, "ENG": 0.2}),
    "humanities": (0.12, {"CHN": 0.8, "LING": 0.7, "PHIL": 0.7, "HIST": 0.7, "ENG": 0.6,
                          "TRN": 1.0, "DATA": 0.15}),
}

# What learners of each kind may have in mind from the start.
GOALS = {
    "computing": ["CS 225", "CS 240", "CS 260", "CS 310", "CS 330", "CS 370", "CS 390", "CS 480",
                  "DATA 340"],
    "data": ["DATA 230", "DATA 310", "DATA 340", "DATA 350", "DATA 360", "STAT 310"],
    "mathematics": ["MATH 220", "MATH 310", "MATH 330", "STAT 310", "DATA 340"],
    "design": ["DES 230", "DES 310", "DES 320", "DES 330"],
    "humanities": ["TRN 301", "CHN 201", "PHIL 220", "DATA 390"],
}

# L-104 is the learner of the README's tour, so what they finished is laid down here.
GUIDE = "L-104"
GUIDE_COURSES = ["CS 101", "MATH 101", "CS 102", "CS 120", "MATH 130"]


class Course:
    def __init__(self, element):
        self.key = element.get("key")
        self.subject = self.key.split()[0]
        self.credits = float(element.findtext(NAMESPACE + "credits"))
        self.language = element.findtext(NAMESPACE + "language")
        self.level = element.findtext(NAMESPACE + "level")
        self.topics = {topic.get("topic") for topic in element.findall(NAMESPACE + "teaches")}
        self.requires = element.find(NAMESPACE + "requires")
        self.corequisites = element.find(NAMESPACE + "corequisites")
        self.excludes = element.find(NAMESPACE + "excludes")
        self.equivalents = {
            other.get("course") for other in element.findall(NAMESPACE + "equivalentTo")
        }

    def named(self):
        """The courses that the requirement names."""
        return {course.get("key") for course in self.requires.iter(NAMESPACE + "course")}


def is_met(tree, finished, courses):
    """Whether finished courses satisfy a requirement tree."""
    kind = tree.tag.removeprefix(NAMESPACE)
    if kind == "none":
        return True
    if kind == "course":
        return tree.get("key") in finished
    if kind == "credits":
        pattern = re.escape(tree.get("of", "%")).replace("%", ".*")
        earned = sum(courses[key].credits for key in finished if re.fullmatch(pattern, key))
        return earned >= float(tree.get("count"))
    if kind == "text":
        # Words are not read here. To have every course they name is never too little.
        return set(re.findall(r"[A-Z]+ \d+", tree.text)) <= finished
    met = [is_met(branch, finished, courses) for branch in tree]
    if kind == "any":
        return any(met)
    if kind == "atLeast":
        return sum(met) >= int(tree.get("count"))
    return all(met)


def ways(tree, chance):
    """The courses of one way to satisfy a tree, chosen by lot among its alternatives."""
    kind = tree.tag.removeprefix(NAMESPACE)
    if kind == "course":
        return {tree.get("key")}
    if kind == "text":
        return set(re.findall(r"[A-Z]+ \d+", tree.text))
    branches = list(tree)
    if kind in ("any", "atLeast"):
        branches = chance.sample(branches, int(tree.get("count", "1")))
    return set().union(*(ways(branch, chance) for branch in branches))


def way_to(key, courses, chance):
    """A course and everything on one way to it."""
    found = set()
    waiting = [key]
    while waiting:
        next_key = waiting.pop()
        if next_key not in found:
            found.add(next_key)
            waiting += sorted(ways(courses[next_key].requires, chance))
    return found


def rules_out(course, others, courses):
    """Whether a course does not go with one of `others`, or is the same under another name."""
    if course.equivalents & others:
        return True
    return course.excludes is not None and any(
        is_met(tree, others, courses) for tree in course.excludes
    )


def may_take(course, finished, beside, courses):
    """Whether a course may be taken after `finished` and in one term with `beside`."""
    def holds(element, having):
        return element is None or all(is_met(tree, having, courses) for tree in element)

    if rules_out(course, finished | beside, courses):
        return False
    if any(rules_out(courses[key], {course.key}, courses) for key in sorted(finished | beside)):
        return False
    return holds(course.requires, finished) and holds(course.corequisites, finished | beside)


class Learner:
    def __init__(self, number, courses, popularity, chance):
        self.key = f"L-{number:03d}"
        self.chance = chance
        self.courses = courses
        self.popularity = popularity
        kinds = list(TASTES)
        kind = chance.choices(kinds, [TASTES[name][0] for name in kinds])[0]
        self.taste = dict(TASTES[kind][1])
        for subject, weight in TASTES[chance.choice(kinds)][1].items():
            self.taste[subject] = max(self.taste.get(subject, ELSEWHERE), 0.15 * weight)
        self.reads_chinese = chance.random() < 0.3
        self.plan = set()
        for goal in chance.sample(GOALS[kind], chance.choice([1, 1, 2])):
            self.plan |= way_to(goal, courses, chance)
        self.start = FIRST_TERM + chance.randrange(9) * TERM
        self.terms = chance.randint(1, 9)
        self.finished = []
        self.seen = set()
        self.rows = []

    def weight(self, course):
        weight = self.taste.get(course.subject, ELSEWHERE) * self.popularity[course.key]
        if course.language == "zh" and not self.reads_chinese:
            weight *= 0.05
        if course.key in self.plan:
            weight = 12 * max(weight, 0.3)
        elif course.level == "introductory" and len(self.finished) > 3:
            weight *= 0.3
        for age, key in enumerate(reversed(self.finished[-4:])):
            if key in course.named():
                weight *= 1 + 4.0 / (1 + age)
            if self.courses[key].topics & course.topics:
                weight *= 1.6
        return weight

    def choose(self, beside):
        finished = set(self.finished)
        open_to = [
            course for course in self.courses.values()
            if course.key not in finished and course.key not in self.seen
            and course.key not in beside and may_take(course, finished, beside, self.courses)
        ]
        if not open_to:
            return None
        return self.chance.choices(open_to, [self.weight(course) for course in open_to])[0]

    def note(self, key, action, when, value=""):
        stamp = when.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.rows.append((stamp, self.key, key, action, value))

    def some_time(self, start, first_day, last_day):
        minutes = self.chance.randint(first_day * 1440, last_day * 1440)
        return start + timedelta(minutes=minutes)

    def take(self, course, term):
        """One course from the first look to the last mark."""
        if self.chance.random() < 0.5:
            self.note(course.key, "viewed", self.some_time(term, -14, -1))
        self.note(course.key, "enrolled", self.some_time(term, 0, 6))
        self.seen.add(course.key)
        if self.chance.random() < 0.07:
            self.note(course.key, "dropped", self.some_time(term, 14, 50))
            return False
        finish = self.some_time(term, 80, 110)
        self.note(course.key, "completed", finish)
        if self.chance.random() < 0.4:
            liking = 3.2 + self.taste.get(course.subject, ELSEWHERE) + self.chance.gauss(0, 0.8)
            stars = min(5, max(1, round(liking)))
            self.note(course.key, "rated", finish + timedelta(hours=2), str(stars))
        return True

    def study(self):
        term = self.start
        for _ in range(self.terms):
            if term > LAST_TERM:
                break
            beside = set()
            for _ in range(self.chance.choices([1, 2, 3], [3, 4, 2])[0]):
                course = self.choose(beside)
                if course is not None:
                    beside.add(course.key)
            done = [key for key in sorted(beside) if self.take(self.courses[key], term)]
            self.finished += done
            if self.chance.random() < 0.6:
                self.look_around(term)
            term += TERM * self.chance.choices([1, 2], [6, 1])[0]

    def look_around(self, term):
        course = self.choose(set())
        if course is not None:
            self.note(course.key, "viewed", self.some_time(term, 20, 120))

    def follow_the_guide(self):
        term = datetime(2024, 9, 2, tzinfo=timezone.utc)
        for first in range(0, len(GUIDE_COURSES), 2):
            for key in GUIDE_COURSES[first:first + 2]:
                enrolled = self.some_time(term, 0, 6)
                self.note(key, "enrolled", enrolled)
                self.note(key, "completed", self.some_time(term, 80, 110))
            term += TERM
        self.note("DATA 340", "viewed", term)


def read_courses():
    root = ElementTree.parse(FOLDER / "catalog.xml").getroot()
    courses = [Course(element) for element in root.iter(NAMESPACE + "course") if len(element)]
    return {course.key: course for course in courses}


def main():
    chance = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 20260112)
    courses = read_courses()
    popularity = {key: chance.lognormvariate(0, 0.4) for key in courses}
    popularity["CS 225"] = 2.5
    rows = []
    for number in range(1, LEARNERS + 1):
        learner = Learner(number, courses, popularity, chance)
        if learner.key == GUIDE:
            learner.follow_the_guide()
        else:
            learner.study()
        rows += learner.rows
    rows.sort()
    with open(FOLDER / "activity.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["learner", "course", "action", "timestamp", "value"])
        for stamp, learner, course, action, value in rows:
            writer.writerow([learner, course, action, stamp, value])


if __name__ == "__main__":
    main()
