#!/usr/bin/env python3
"""Imports every catalogue feed there is and prints a table of what became of it; a row a dialect
and file or folder. Asserts nothing.

usage: feeds.py DOCENT [FOLDER]

FOLDER holds `catalogs` (and `courses`); default: $DOCENT_SHARED_DATA, else ../shared/data beside the
project. Each feed is imported into a file of its own; lint findings are counted there. Seconds are
those of the whole command, peak memory is that of its process.
"""

import json
import os
import subprocess
import sys
import tempfile
import time

COLUMNS = [
    "feed", "dialect", "records", "consumed", "ignored", "listed", "exact", "partial", "opaque",
    "lint", "MB/s", "peak MiB",
]


def run(command):
    """Standard output, seconds and peak memory in MiB of a command."""
    with tempfile.TemporaryFile() as out:
        started = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        return out.read().decode(), seconds, usage.ru_maxrss / 1024


def feeds(folder):
    """Feed files by path; of a folder of linked documents, the folder."""
    linked = os.path.join(folder, "catalogs", "uiuc-cisapi")
    found = [linked] if os.path.isdir(linked) else []
    for base in (os.path.join(folder, "catalogs"), os.path.join(folder, "courses")):
        for path, folders, files in os.walk(base):
            folders.sort()
            if path.startswith(linked):
                continue
            found += [
                os.path.join(path, name)
                for name in sorted(files)
                if name.endswith((".xml", ".zip", ".mbz", ".tar.gz"))
            ]
    return found


def row(docent, feed, folder):
    with tempfile.TemporaryDirectory() as scratch:
        database = os.path.join(scratch, "graph.db")
        output, seconds, peak = run([docent, "import", feed, "--db", database, "--format", "json"])
        reports = [r for r in json.loads(output or "{}").get("feeds", []) if r.get("records")]
        if not reports:
            return None
        found, _, _ = run([docent, "lint", "--db", database, "--format", "json"])
        findings = json.loads(found or "{}").get("findings")

    def total(read):
        return sum(read(report) for report in reports)

    def requirements(name):
        return total(
            lambda r: sum(k.get(name, 0) for k in r["requirements"].values() if isinstance(k, dict))
        )

    dialects = sorted({report["profile"] for report in reports})
    return [
        os.path.relpath(feed, folder),
        ", ".join(dialects),
        total(lambda r: r["records"]),
        total(lambda r: r["coverage"]["consumed"]),
        total(lambda r: sum(i["count"] for i in r["coverage"]["ignored"])),
        total(lambda r: sum(u["count"] for u in r["coverage"]["unconsumed"])),
        requirements("exact"),
        requirements("partial"),
        requirements("opaque"),
        len(findings) if findings is not None else "-",
        f"{total(lambda r: r['bytes']) / 1e6 / max(seconds, 1e-9):.1f}",
        f"{peak:.0f}",
    ]


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__.strip())
    docent = os.path.realpath(sys.argv[1])
    here = os.path.dirname(os.path.abspath(__file__))
    folder = (
        sys.argv[2]
        if len(sys.argv) > 2
        else os.environ.get("DOCENT_SHARED_DATA", os.path.join(here, "../../../shared/data"))
    )
    rows, unread = [], []
    for feed in feeds(folder):
        cells = row(docent, feed, folder)
        if cells:
            rows.append([str(cell) for cell in cells])
        else:
            unread.append(os.path.relpath(feed, folder))
    print("| " + " | ".join(COLUMNS) + " |")
    print("|" + " --- |" * 2 + " ---: |" * (len(COLUMNS) - 2))
    for cells in rows:
        print("| " + " | ".join(cells) + " |")
    if unread:
        print(f"\nNot read: {len(unread)} files, such as {', '.join(unread[:8])}")


if __name__ == "__main__":
    main()
