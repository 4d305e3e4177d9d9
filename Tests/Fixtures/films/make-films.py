#!/usr/bin/env python3
"""Writes films.xml and activity.csv of this folder: thirty invented films and their viewers.

Taste is a checkerboard: films F-02, F-04 … and viewers V-002, V-004 … belong together, and so do
the odd ones. Viewers watch films of their own colour, and every tenth viewer strays once. So it is
known what should be recommended: films of the viewer's colour that they have not watched. Genres
go with the colours; directors and studios do not.

Usage: make-films.py        (standard library only; writes the same bytes every time)
"""

import csv
import random
from datetime import datetime, timedelta, timezone
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

FOLDER = Path(__file__).resolve().parent
VIEWERS = 120

NAMES = [
    ("The Lighthouse Clerk", "灯塔文员"), ("A Goose Too Many", "多出来的鹅"),
    ("Salt on the Stairs", None), ("The Cartographer's Cat", None),
    ("Nine Locked Drawers", "九个上锁的抽屉"), ("Balloon to Brindle", None),
    ("The Second Witness", None), ("Uncle Pim Goes South", "皮姆叔叔南行记"),
    ("Rain at the Assizes", None), ("The Biscuit Regatta", None),
    ("A Room Facing North", "朝北的房间"), ("Seven Wrong Turns", None),
    ("The Glass Ledger", None), ("Pirates of Lake Ostrava", None),
    ("Nobody's Handwriting", None), ("The Great Parsnip Race", "欧防风大赛"),
    ("Letters to the Coroner", None), ("Kites over Kettle Bay", None),
    ("The Unlit Street", "没有灯的街"), ("My Aunt the Explorer", None),
    ("What the Tide Returned", None), ("The Upside-Down Train", None),
    ("A Quiet Inheritance", None), ("Camels in the Ballroom", "舞厅里的骆驼"),
    ("The Violin Case", None), ("Treasure for Beginners", None),
    ("Footsteps in Flour", None), ("The Mayor's Submarine", None),
    ("The Last Tram but One", "倒数第二班电车"), ("Two Tickets to Tarn", None),
]
GENRES = [
    ("story", "Fiction", None), ("mystery", "Mystery", "story"), ("drama", "Drama", "story"),
    ("comedy", "Comedy", "story"), ("adventure", "Adventure", "story"),
]
BY_COLOUR = [["comedy", "adventure"], ["mystery", "drama"]]  # even, odd
MAKERS = [("m1", "R. Alder"), ("m2", "S. Birch"), ("m3", "T. Cedar"), ("m4", "U. Dogwood"),
          ("m5", "V. Elder")]
HOUSES = [("nordlicht", "Nordlicht Pictures"), ("quayside", "Quayside Films")]


def film_key(number):
    return f"F-{number:02d}"


def write_films(chance):
    lines = ['<?xml version="1.0" encoding="UTF-8"?>',
             '<reels xmlns="urn:example:reels" season="2026">', "  <shelf>"]
    for key, text, within in GENRES:
        inside = f" within={quoteattr(within)}" if within else ""
        lines.append(f"    <tag ref={quoteattr(key)}{inside}>{escape(text)}</tag>")
    lines += [f"    <maker ref={quoteattr(key)}>{escape(name)}</maker>" for key, name in MAKERS]
    lines.append("  </shelf>")
    for house, (house_key, house_name) in enumerate(HOUSES):
        lines.append(f"  <house id={quoteattr(house_key)} called={quoteattr(house_name)}>")
        for number, (name, chinese) in enumerate(NAMES, start=1):
            if (number - 1) // 2 % 2 == house:
                lines += film_lines(number, name, chinese, chance)
        lines.append("  </house>")
    lines.append("</reels>")
    (FOLDER / "films.xml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def film_lines(number, name, chinese, chance):
    genres = BY_COLOUR[number % 2]
    tags = genres if number % 3 == 0 else [genres[number // 2 % 2]]
    year = chance.randint(1961, 2024)
    lines = [f'    <reel no="{film_key(number)}" run="{chance.randint(74, 148)}" made="{year}">',
             f"      <called>{escape(name)}</called>"]
    if chinese:
        lines.append(f'      <called xml:lang="zh">{escape(chinese)}</called>')
    lines.append(f"      <spoken>{'zh' if number % 11 == 0 else 'en'}</spoken>")
    lines += [f'      <tagged with="{tag}"/>' for tag in tags]
    lines.append(f'      <by maker="{MAKERS[number % len(MAKERS)][0]}"/>')
    lines.append(f"      <plot>{escape(name)}, as far as can be told without its end.</plot>")
    lines.append("    </reel>")
    return lines


def write_activity(chance):
    rows = []
    films = range(1, len(NAMES) + 1)
    for number in range(1, VIEWERS + 1):
        own = [film for film in films if film % 2 == number % 2]
        other = [film for film in films if film % 2 != number % 2]
        watched = chance.sample(own, chance.randint(5, 9))
        if number % 10 == 0:
            watched.append(chance.choice(other))
        when = datetime(2025, 1, 3, 18, tzinfo=timezone.utc) + timedelta(days=chance.randrange(60))
        for film in watched:
            when += timedelta(days=chance.randint(2, 15), minutes=chance.randrange(180))
            liked = film % 2 == number % 2
            rows.append((when, number, film, "completed", ""))
            if chance.random() < 0.3:
                stars = chance.randint(3, 5) if liked else chance.randint(1, 2)
                rows.append((when + timedelta(hours=3), number, film, "rated", str(stars)))
        if number % 8 == 0:
            film = chance.choice([film for film in other if film not in watched])
            rows.append((when + timedelta(days=1), number, film, "dropped", ""))
    with open(FOLDER / "activity.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["learner", "course", "action", "timestamp", "value"])
        for when, viewer, film, action, value in sorted(rows):
            stamp = when.strftime("%Y-%m-%dT%H:%M:%SZ")
            writer.writerow([f"V-{viewer:03d}", film_key(film), action, stamp, value])


def main():
    chance = random.Random(17)
    write_films(chance)
    write_activity(chance)


if __name__ == "__main__":
    main()
