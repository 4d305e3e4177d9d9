"""See kill.sh. usage: kill.py DOCENT KILLS SEED BENCHMARKS"""
import collections
import glob
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

docent, kills, seed, benchmarks = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
megabytes = os.environ.get("KILL_MEGABYTES", "4")
mapping = os.path.join(benchmarks, "import-mapping.xml")
scratch = tempfile.mkdtemp(prefix="docent-kill.")
faults = []


def feed(edition):
    folder = os.path.join(scratch, f"edition-{edition}")
    os.makedirs(folder)
    path = os.path.join(folder, "catalog.xml")
    make = os.path.join(benchmarks, "make-catalog.py")
    subprocess.run([sys.executable, make, path, megabytes, str(seed), str(edition)], check=True)
    return path


def start(path, database, **more):
    command = [docent, "import", path, "--profile", mapping, "--db", database, "--full", "--quiet"]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **more)


def digest(database):
    """What the file says, after SQLite's check and our own; None for no file."""
    if not os.path.exists(database):
        return None
    with sqlite3.connect(database) as connection:
        check = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    run = subprocess.run(
        [docent, "verify", "--db", database, "--format", "json"], capture_output=True, text=True)
    if check != "ok" or run.returncode != 0:
        faults.append(f"integrity_check {check}; verify: {run.stdout} {run.stderr}")
        return "unsound"
    return json.loads(run.stdout)["contentDigest"]


def clear(database):
    for path in glob.glob(database + "*"):
        os.remove(path)


def place(base, database):
    clear(database)
    if base:
        shutil.copyfile(base, database)


def complete(base, path, database):
    """The digests before and after a whole import, and how long it takes."""
    place(base, database)
    before = digest(database)
    began = time.perf_counter()
    process = start(path, database)
    _, errors = process.communicate()
    seconds = time.perf_counter() - began
    if process.returncode != 0:
        sys.exit(f"an import that nobody disturbed failed: {errors}")
    return before, digest(database), seconds


def kill_at_random(name, base, path, database, count, dice):
    before, after, seconds = complete(base, path, database)
    outcomes = collections.Counter()
    for number in range(count):
        place(base, database)
        process = start(path, database)
        time.sleep(dice.uniform(0, seconds * 1.1))
        process.kill()
        process.communicate()
        found = digest(database)
        outcome = {before: "old", after: "new"}.get(found, "neither")
        outcomes[outcome] += 1
        if outcome == "neither":
            faults.append(f"{name}, kill {number}: the file says neither the old nor the new")
        for leftover in glob.glob(database + ".partial-*"):
            outcomes["left a partial file beside it"] += 1
            os.remove(leftover)
    told = ", ".join(f"{count} {what}" for what, count in sorted(outcomes.items()))
    print(f"{name}: {count} kills within {seconds * 1.1:.2f} s: {told}", flush=True)


def refused(name, base, path, database, code, **more):
    """An import that cannot succeed says so and changes nothing."""
    place(base, database)
    before = digest(database)
    process = start(path, database, **more)
    _, errors = process.communicate()
    if process.returncode == 0 or code not in errors or digest(database) != before:
        faults.append(f"{name}: exit {process.returncode}, {errors.strip()[:300]}")
        return
    print(f"{name}: said ({code}), nothing lost", flush=True)


def limit_file_size(bytes):
    """What keeps a process from writing files longer than that, as a full disk would."""

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes, bytes))

    return limit


def main():
    dice = random.Random(seed)
    database = os.path.join(scratch, "graph.db")
    first, second = feed(1), feed(2)
    base = os.path.join(scratch, "base.sqlite")
    complete(None, first, database)
    shutil.copyfile(database, base)
    kill_at_random("import", None, first, database, kills, dice)
    kill_at_random("re-import", base, second, database, kills, dice)
    # Less than the journal of the re-import, and more than SQLite's index of it.
    full = limit_file_size(max(33_000, os.path.getsize(base) // 40))
    refused("no room, first import", None, first, database, "nothing was changed", preexec_fn=full)
    refused("no room, re-import", base, second, database, "nothing was changed", preexec_fn=full)
    holder = None

    def hold():
        nonlocal holder
        holder = sqlite3.connect(database, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")

    place(base, database)
    before = digest(database)
    hold()
    process = start(second, database)
    _, errors = process.communicate()
    holder.close()
    if process.returncode == 0 or "store.locked" not in errors or digest(database) != before:
        faults.append(f"second writer: exit {process.returncode}, {errors.strip()[:300]}")
    else:
        print("second writer: said (store.locked), nothing lost")
    if os.geteuid() != 0:
        place(base, database)
        before = digest(database)
        os.chmod(scratch, 0o555)
        process = start(second, database)
        _, errors = process.communicate()
        os.chmod(scratch, 0o755)
        if process.returncode == 0 or "store.read-only" not in errors or digest(database) != before:
            faults.append(f"read-only folder: exit {process.returncode}, {errors.strip()[:300]}")
        else:
            print("read-only folder: said (store.read-only), nothing lost")
    else:
        print("read-only folder: skipped, permissions do not bind the superuser")


try:
    main()
finally:
    shutil.rmtree(scratch, ignore_errors=True)
for fault in faults:
    print(f"FAULT {fault}", file=sys.stderr)
print(f"{len(faults)} faults")
sys.exit(1 if faults else 0)
