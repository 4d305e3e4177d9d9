#!/usr/bin/env bash
# Kills imports and re-imports at random moments, and takes away the disk, the folder and the lock;
# after each the file must open, be sound and say exactly what it said before or what it says
# after. Usage: kill.sh DOCENT [KILLS [SEED]]
set -euo pipefail

docent=$(realpath "${1:?usage: kill.sh DOCENT [KILLS [SEED]]}")
here=$(cd "$(dirname "$0")" && pwd)
exec python3 "$here/kill.py" "$docent" "${2:-200}" "${3:-1}" "$here/../Benchmarks"
