"""The same catalogue read with lxml into two tables of sqlite3, the usual script: no identities,
no provenance, no check. Prints one JSON line. usage: import-peer.py FEED DATABASE
"""
import json
import os
import resource
import sqlite3
import sys
import time

from lxml import etree

feed, database = sys.argv[1:3]
if os.path.exists(database):
    os.remove(database)
start = time.perf_counter()
connection = sqlite3.connect(database, isolation_level=None)
connection.executescript(
    """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE course (id INTEGER PRIMARY KEY, key TEXT, level INT, credits INT, title TEXT,
      department TEXT, description TEXT);
    CREATE TABLE edge (course TEXT, kind TEXT, ref TEXT, weight REAL);
    """
)
courses, edges, rows = [], [], 0


def flush():
    connection.executemany(
        "INSERT INTO course (key, level, credits, title, department, description) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        courses,
    )
    connection.executemany("INSERT INTO edge VALUES (?, ?, ?, ?)", edges)
    courses.clear()
    edges.clear()


connection.execute("BEGIN")
for _, element in etree.iterparse(feed, tag="course", huge_tree=True):
    key, title, department, description = element.get("id"), None, None, None
    for child in element:
        if child.tag == "title":
            title = child.text
        elif child.tag == "department":
            department = child.get("ref")
        elif child.tag == "description":
            description = child.text
        else:
            edges.append((key, child.tag, child.get("ref"), float(child.get("weight") or 1)))
            rows += 1
    level, credit = int(element.get("level")), int(element.get("credits"))
    courses.append((key, level, credit, title, department, description))
    rows += 1
    if len(courses) >= 2000:
        flush()
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
flush()
connection.execute("COMMIT")
connection.close()
seconds = time.perf_counter() - start
print(
    json.dumps(
        {
            "peer": "lxml + sqlite3",
            "seconds": round(seconds, 2),
            "mb_per_second": round(os.path.getsize(feed) / 1e6 / seconds, 1),
            "rows": rows,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
    )
)
