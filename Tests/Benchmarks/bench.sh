#!/usr/bin/env bash
# Measures Docent beside its peers in one run and prints figures and ratios; asserts nothing, since
# times on a shared machine are worth little by themselves. Data sets are not part of the project:
# name their folder with DOCENT_SHARED_DATA (default ../shared/data). Usage: bench.sh DOCENT
set -euo pipefail

docent=$(realpath "${1:?usage: bench.sh DOCENT}")
here=$(cd "$(dirname "$0")" && pwd)
data=${DOCENT_SHARED_DATA:-$here/../../../shared/data}

figures() { python3 "$here/figures.py" "$@"; }

interactions="$data/interactions/cnpc/train.inter.gz"
if [ -f "$interactions" ]; then
  echo "Recommendations: Canvas Network, the last course of each learner held out"
  {
    for recommender in popularity rp3beta markov itemknn ease additive; do
      "$docent" evaluate recommendations --split "$interactions" \
        --graph "$data/interactions/cnpc/course.kg" --recommender "$recommender" --format jsonl
    done
    python3 "$here/ease.py" "$interactions" || true
  } | figures recommendations
fi

if [ -d "$data/kge" ]; then
  echo "Links: small graphs, and a few epochs of FB15k-237"
  DOCENT_SHARED_DATA=$data "$here/links.sh" "$docent" quick
  echo "Links: training beside PyTorch"
  DOCENT_SHARED_DATA=$data "$here/links.sh" "$docent" speed
fi
if [ -d "$data/kge/codex-s" ]; then
  echo "Links: CoDEx-S, ComplEx (published by LibKGE: MRR .465, hits@10 .646)"
  "$docent" evaluate links "$data/kge/codex-s" --model complex --dimension 200 \
    --epochs 60 --format jsonl | figures links
fi

if [ -d "$data/catalogs" ]; then
  echo "Imports"
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  for feed in ubc-okanagan/courses.xml uw-repository/uwm.xml uw-repository/reed.xml \
    xcri-cap/open-university-ou-conversion.xml; do
    rm -f "$scratch"/*
    /usr/bin/env python3 "$here/peak.py" "$docent" import "$data/catalogs/$feed" \
      --db "$scratch/graph.db" --format jsonl
  done | figures imports
fi
