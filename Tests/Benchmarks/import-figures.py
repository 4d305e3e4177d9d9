"""Runs what import.sh names and prints the figures.
usage: import-figures.py DOCENT FEED SCRATCH ROUNDS MAPPING PEER
"""
import glob
import json
import os
import subprocess
import sys
import time

docent, feed, scratch, rounds, mapping, peer = sys.argv[1:7]
database = os.path.join(scratch, "graph.db")


def run(*arguments):
    """Seconds, processor seconds and peak megabytes of a command that must succeed."""
    start = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{' '.join(arguments)} failed with {status}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def imported(*more):
    return run(
        docent, "import", feed, "--profile", mapping, "--db", database, "--quiet", *more)


figures = {"first": [], "again": [], "peer": []}
for _ in range(int(rounds)):
    for leftover in glob.glob(database + "*"):
        os.remove(leftover)
    figures["first"].append(imported())
    figures["again"].append(imported())
    for leftover in glob.glob(database + "*"):
        os.remove(leftover)
    line = [sys.executable, peer, feed, os.path.join(scratch, "peer.db")]
    try:
        figures["peer"].append(run(*line))
    except SystemExit:
        print("the peer did not run; it needs lxml", file=sys.stderr)

size = os.path.getsize(feed) / 1e6
print(f"Import of a generated catalogue of {size:.0f} MB, best of {rounds}")
best = {name: min(runs) for name, runs in figures.items() if runs}
for name, label in [
    ("first", "docent import"), ("again", "docent import again"), ("peer", "lxml + sqlite3")
]:
    if name in best:
        seconds, processor, peak = best[name]
        print(
            f"  {label:22} {seconds:6.2f} s  {size / seconds:6.1f} MB/s  "
            f"{processor:6.2f} s of processor  {peak:5.0f} MB at its peak")
if "peer" in best:
    print(f"  docent is {best['peer'][0] / best['first'][0]:.2f} times as fast")
print(json.dumps({name: [round(value, 3) for value in run] for name, run in best.items()}))
