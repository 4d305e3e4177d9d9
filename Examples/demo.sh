#!/usr/bin/env bash
# The main job from end to end on the example catalogue: import, train, recommend, plan, ask why,
# and check every proof. Usage: demo.sh DOCENT [DATABASE]
set -euo pipefail

shown=${1:?usage: demo.sh DOCENT [DATABASE]}
docent=$(realpath "$shown")
cd "$(dirname "$0")/.."
database=${2:-build/demo.db}
answers=$(mktemp -d)
trap 'rm -rf "$answers"' EXIT

mkdir -p "$(dirname "$database")"
rm -f "$database" "$database-wal" "$database-shm"
export DOCENT_DB=$database

step() {
  printf '\n── %s\n' "$1"
  shift
  local words=''
  for word in "$@"; do
    case $word in
      *[\ \"]*) words+=" '$word'" ;;
      *) words+=" $word" ;;
    esac
  done
  printf '$ docent%s\n' "$words"
  "$docent" "$@"
}

check() {
  local answer="$answers/$1.json"
  shift
  "$docent" "$@" --format json >"$answer"
  "$docent" check "$answer"
}

step "Import a catalogue and what learners did" import Examples/catalog.xml Examples/activity.csv
step "Train embeddings and ranking weights" train --seed 1
step "Five recommendations, with reasons" recommend L-104 --limit 5
step "A learning path to a topic" path "Machine Learning" --for L-104
step "Why this course?" query 'WHY "CS 225" FOR "L-104"'
step "Why not that one?" query 'WHY NOT "CS 480" FOR "L-104"'

printf '\n── Every answer carries its proof; a separate checker verifies it\n'
check recommend recommend L-104 --limit 5
check why why "CS 225" --for L-104
check path path "Machine Learning" --for L-104

cat <<END

── Ask for yourself
$ $shown --db $database
docent> WHAT NEXT FOR "L-104"
docent> :help
END
