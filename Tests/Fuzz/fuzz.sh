#!/usr/bin/env bash
# Fuzzes what reads the outside world: `fuzz.sh [SECONDS] [TARGET…]`, each target for SECONDS (60
# unless said) or ten million executions, whichever comes first.
#
# The corpora grow in .build/fuzz-corpus and begin with the files of Examples, Tests/Fixtures and
# Tests/Fuzz/seeds. A finding is written to .build/fuzz-findings; what it taught belongs in a test.
# Prints one line a target: executions, executions a second, edges covered, findings.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(FuzzFeedReader FuzzRequirementText FuzzActivityReader FuzzFeedArchives)

# The backtracer of a crashed process would wait for a terminal that is not there.
export LSAN_OPTIONS="suppressions=$PWD/Tests/Fuzz/leak-suppressions.txt:print_suppressions=0"
export DOCENT_FUZZ=1 SWIFT_BACKTRACE=enable=no DOCENT_ONTOLOGY="$PWD/Ontology"
scratch=.build/fuzz
findings=.build/fuzz-findings
mkdir -p "$findings"
status=0

for target in "${targets[@]}"; do
  swift build -c release --scratch-path "$scratch" --product "$target" >"$findings/$target.build.log" 2>&1 ||
    { tail -20 "$findings/$target.build.log" >&2; exit 1; }
  corpus=.build/fuzz-corpus/$target
  mkdir -p "$corpus"
  Tests/Fuzz/seeds.py "$target" "$corpus"
  log=$findings/$target.log
  dictionary=Tests/Fuzz/$target/dictionary.txt
  options=(-max_total_time="$seconds" -runs=10000000 -timeout=20 -rss_limit_mb=2048 -max_len=8192
    -artifact_prefix="$findings/$target-" -print_final_stats=1)
  [ ! -f "$dictionary" ] || options+=(-dict="$dictionary")
  result=0
  timeout -s KILL $((seconds + 120)) "$scratch/release/$target" "${options[@]}" "$corpus" \
    </dev/null >"$log" 2>&1 || result=$?
  runs=$(grep -o 'stat::number_of_executed_units: *[0-9]*' "$log" | tail -1 | grep -o '[0-9]*$' || echo '?')
  rate=$(grep -o 'stat::average_exec_per_sec: *[0-9]*' "$log" | tail -1 | grep -o '[0-9]*$' || echo '?')
  memory=$(grep -o 'stat::peak_rss_mb: *[0-9]*' "$log" | tail -1 | grep -o '[0-9]*$' || echo '?')
  edges=$(grep -o 'cov: [0-9]*' "$log" | tail -1 | grep -o '[0-9]*$' || echo '?')
  found=$(find "$findings" -name "$target-*" -not -name '*.log' | wc -l)
  echo "$target: $runs executions, $rate a second, $edges edges, $memory MB, $found findings"
  [ "$result" -eq 0 ] && [ "$found" -eq 0 ] || { status=1; tail -5 "$log" | cut -c1-200 >&2; }
done
exit $status
