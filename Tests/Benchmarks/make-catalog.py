"""Writes a course catalogue in a dialect that only import-mapping.xml knows, of about so many
megabytes, the same for the same seed.

usage: make-catalog.py OUT.xml MEGABYTES [SEED [EDITION]]

Edition 2 of a seed is edition 1 some weeks later: one course in ten has another title, one in
twenty is gone, and some are new.
"""
import random
import sys


def vocabulary(dice):
    letters = "abcdefghijklmnopqrstuvwxyz"
    return ["".join(dice.choices(letters, k=dice.randint(2, 12))) for _ in range(6000)]


def course(dice, words, number):
    def text(count):
        return " ".join(dice.choices(words, k=count))

    lines = [
        f'  <course id="C{number}" level="{dice.choice((100, 200, 300, 400))}" '
        f'credits="{dice.randint(1, 6)}">',
        f"    <title>{text(4)}</title>",
        f'    <department ref="D{dice.randrange(90)}"/>',
        f"    <description>{text(58)} &amp; {text(14)}</description>",
    ]
    for _ in range(dice.randint(1, 3)):
        lines.append(f'    <instructor ref="P{dice.randrange(15000)}"/>')
    for _ in range(dice.randint(0, 4) if number else 0):
        kind = dice.choice(("hard", "soft"))
        lines.append(f'    <prerequisite ref="C{dice.randrange(number)}" kind="{kind}"/>')
    for _ in range(dice.randint(2, 8)):
        lines.append(f'    <topic ref="T{dice.randrange(25000)}" weight="{dice.random():.3f}"/>')
    return "\n".join(lines) + "\n  </course>\n"


def main():
    path, size = sys.argv[1], int(float(sys.argv[2]) * 1e6)
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    edition = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    dice = random.Random(seed)
    words = vocabulary(dice)
    with open(path, "w", encoding="utf-8") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<catalog institution="Example">\n')
        written = number = 0
        while written < size:
            text = course(dice, words, number)
            written += len(text)
            if edition == 2:
                if number % 10 == 3:
                    text = text.replace("<title>", "<title>Revised ")
                if number % 20 == 7:
                    text = ""
            out.write(text)
            number += 1
        for extra in range(number // 20 if edition == 2 else 0):
            out.write(course(dice, words, number + extra))
        out.write("</catalog>\n")


main()
