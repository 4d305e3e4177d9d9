#!/usr/bin/env python3
"""Runs a command that prints one JSON object, and prints it again with its peak memory in MiB.

usage: peak.py COMMAND ARGUMENT…
"""

import json
import resource
import subprocess
import sys

run = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
for line in run.stdout.decode().splitlines():
    answer = json.loads(line)
    answer["peakMiB"] = round(peak, 1)
    print(json.dumps(answer))
