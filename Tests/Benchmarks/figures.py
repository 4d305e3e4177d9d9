#!/usr/bin/env python3
"""Draws the figures that come in as JSON lines as a table, with ratios to the best peer.

usage: figures.py recommendations|links|imports|run … < lines
"""

import json
import os
import sys


def table(columns, rows):
    widths = [max(len(str(row[i])) for row in [columns] + rows) for i in range(len(columns))]
    for row in [columns] + rows:
        print("  " + "  ".join(str(cell).ljust(width) for cell, width in zip(row, widths)).rstrip())
    print()


def recommendations(answers):
    peers = [a["ndcg"] for a in answers if a["recommender"] != "additive"]
    best = max(peers) if peers else None
    rows = []
    for a in answers:
        ratio = f"{a['ndcg'] / best:.3f}" if best else ""
        rows.append(
            [a["recommender"], f"{a['ndcg']:.4f}", f"{a['hit']:.4f}", ratio, f"{a['trainSeconds']:.2f}"]
        )
    table(["recommender", "NDCG@10", "hit@10", "NDCG / best peer", "train s"], rows)
    for a in answers:
        for family in a.get("families") or []:
            without = family.get("ndcgWithout")
            shown = f"{without:.4f}" if without is not None else "-"
            print(f"    {family['name']:<28} weight {family['weight']:.4f}  NDCG without {shown}")
    print()


def links(answers):
    rows = [
        [a["model"], f"{a['mrr']:.4f}", f"{a['hits@10']:.4f}", f"{a['trainSeconds']:.1f}",
         f"{a['triplesPerSecond'] or 0:.0f}", f"{a['ranksPerSecond']:.0f}"]
        for a in answers
    ]
    table(["model", "MRR", "hits@10", "train s", "triples/s", "ranks/s"], rows)


def imports(answers):
    rows = []
    for a in answers:
        kinds = [v for k, v in a["requirements"].items() if isinstance(v, dict)]
        count = lambda name: sum(kind[name] for kind in kinds)
        rows.append(
            [os.path.basename(a["file"]), a["profile"], a["records"], a["nodes"]["added"],
             a["coverage"]["consumed"], len(a["coverage"]["unconsumed"]),
             f"{count('exact')}/{count('partial')}/{count('opaque')}", f"{a['seconds']:.2f}",
             f"{a['bytes'] / 1e6 / max(a['seconds'], 1e-9):.1f}", a["peakMiB"]]
        )
    table(
        ["feed", "profile", "records", "nodes", "values", "paths not consumed",
         "requirements exact/partial/opaque", "s", "MB/s", "peak MiB"], rows)


def run(answers):
    name, command = sys.argv[2:4]
    for a in answers:
        print(f"  {name:<20} MRR {a['mrr']:.4f}  H@10 {a['hits@10']:.4f}  {a['trainSeconds']:.1f} s  "
              f"{a['triplesPerSecond'] or 0:.0f} triples/s  {a['ranksPerSecond']:.0f} ranks/s  {command}")


lines = [json.loads(line) for line in sys.stdin if line.strip()]
{"recommendations": recommendations, "links": links, "imports": imports, "run": run}[sys.argv[1]](lines)
