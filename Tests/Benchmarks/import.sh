#!/usr/bin/env bash
# Imports a generated catalogue of 200 MB with Docent and with the usual lxml + sqlite3 script, in
# turn, and prints times, peak memory and the ratio. Both write into a folder in memory where there
# is one, so that neither waits for a disk: the peer uses no journal and never flushes, and a first
# import of Docent has no journal either and flushes once. Also measures the import again, which
# changes nothing, against reading alone. Usage: import.sh DOCENT [MEGABYTES [ROUNDS]]
set -euo pipefail

docent=$(realpath "${1:?usage: import.sh DOCENT [MEGABYTES [ROUNDS]]}")
megabytes=${2:-200}
rounds=${3:-3}
here=$(cd "$(dirname "$0")" && pwd)
parent=${TMPDIR:-/tmp}
[ -d /dev/shm ] && [ -w /dev/shm ] && parent=/dev/shm
scratch=$(mktemp -d "$parent/docent-import.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
feed="$scratch/catalog.xml"

python3 "$here/make-catalog.py" "$feed" "$megabytes"
python3 "$here/import-figures.py" "$docent" "$feed" "$scratch" "$rounds" \
  "$here/import-mapping.xml" "$here/import-peer.py"
