#!/usr/bin/env bash
# Link prediction: speeds beside a PyTorch loop in the same run, then filtered quality. Data sets are
# not part of the project: name their folder with DOCENT_SHARED_DATA (default ../shared/data).
#
# usage: links.sh DOCENT [quick|speed|tables]
#   quick   two minutes at most: the small graphs to the end, speeds on FB15k-237 for a few epochs
#   speed   ours and PyTorch in turn, three times, and the ratios of the medians; hogwild and the
#           deterministic mode (PyTorch where `python3 -c "import torch"` works)
#   tables  the published tables; hours. Every run keeps a checkpoint in DOCENT_BENCH_STATE (default
#           .build/bench) and its row there, so that a killed run goes on where it was
set -euo pipefail

docent=$(realpath "${1:?usage: links.sh DOCENT [quick|speed|tables]}")
part=${2:-quick}
here=$(cd "$(dirname "$0")" && pwd)
data=${DOCENT_SHARED_DATA:-$here/../../../shared/data}/kge
state=${DOCENT_BENCH_STATE:-.build/bench}
python=${DOCENT_BENCH_PYTHON:-python3}

[ -d "$data" ] || { echo "no link data in $data"; exit 0; }
mkdir -p "$state"

# row NAME FOLDER OPTION…: the row is kept and not measured again.
row() {
  local name=$1 folder=$2
  shift 2
  [ -d "$data/$folder" ] || return 0
  [ -s "$state/$name.json" ] ||
    "$docent" evaluate links "$data/$folder" --checkpoint "$state/$name.state" --quiet \
      --format jsonl "$@" >"$state/$name.json"
  python3 "$here/figures.py" run "$name" "$*" <"$state/$name.json"
}

# once NAME FOLDER OPTION…: measured every time, nothing kept.
once() {
  local name=$1 folder=$2
  shift 2
  [ -d "$data/$folder" ] || return 0
  "$docent" evaluate links "$data/$folder" --quiet --format jsonl "$@" |
    python3 "$here/figures.py" run "$name" "$*"
}

step="--dimension 128 --negatives 32 --loss nssa --parallelism hogwild --reciprocal false"
case $part in
quick)
  once umls-complex umls --dimension 200 --epochs 60 --batch 128
  once nations-complex nations --dimension 100 --epochs 60 --batch 64 --n3 0.03
  once countries-complex countries_S1 --dimension 100 --epochs 60 --batch 64 --n3 0.03
  for model in complex transe rotate distmult; do
    once "fb15k-237-$model" fb15k-237 --model "$model" $step --epochs 3 --n3 0 \
      --validation-interval 100
  done
  ;;
speed)
  python3 "$here/link-speeds.py" "$docent" "$data/fb15k-237" "$python"
  ;;
tables)
  row codex-s-complex codex-s --dimension 512 --epochs 200 --n3 0.05 --batch 256
  row umls-complex umls --dimension 200 --epochs 100 --batch 128
  row nations-complex nations --dimension 100 --epochs 100 --batch 64 --n3 0.03
  row countries-complex countries_S1 --dimension 100 --epochs 100 --batch 64 --n3 0.03
  row fb-complex-128 fb15k-237 --dimension 128 --epochs 60 --n3 0.05 --batch 512
  row fb-complex-200 fb15k-237 --dimension 200 --epochs 60 --n3 0.05 --batch 512
  row fb-distmult fb15k-237 --model distmult --dimension 200 --epochs 60 --n3 0.05 --batch 512
  row fb-transe fb15k-237 --model transe --dimension 256 --epochs 400 --negatives 64 \
    --parallelism hogwild --optimiser adagrad --schedule linear --validation-interval 20
  row fb-rotate fb15k-237 --model rotate --dimension 256 --epochs 400 --negatives 64 \
    --parallelism hogwild --optimiser adagrad --schedule linear --validation-interval 20
  ;;
*) echo "quick, speed or tables, not $part" >&2; exit 64 ;;
esac
