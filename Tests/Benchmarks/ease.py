#!/usr/bin/env python3
"""EASE (Steck 2019) in numpy, the peer that `bench.sh` measures beside Docent.

Reads one .inter file (RecBole's form, gzip or plain; the order of rows is the order in time), holds
out the last item of every learner with two or more, fits B = I - P / diag(P), P = (X'X + lambda I)^-1,
and prints NDCG and hit at the cutoff with the training items masked. Ties rank by item number.

usage: ease.py FILE [--cutoff 10] [--regularisation 100]
"""

import argparse
import gzip
import json
import time

import numpy


def histories(path):
    opener = gzip.open if path.endswith(".gz") else open
    users, items = {}, {}
    with opener(path, "rt", encoding="utf-8") as rows:
        next(rows)
        for row in rows:
            user, item = row.rstrip("\n").split("\t")[:2]
            number = items.setdefault(item, len(items))
            history = users.setdefault(user, [])
            if number not in history:
                history.append(number)
    return list(users.values()), len(items)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("file")
    arguments.add_argument("--cutoff", type=int, default=10)
    arguments.add_argument("--regularisation", type=float, default=100.0)
    options = arguments.parse_args()
    everyone, item_count = histories(options.file)
    tested = [history for history in everyone if len(history) >= 2]
    started = time.perf_counter()
    x = numpy.zeros((len(everyone), item_count))
    for row, history in enumerate(everyone):
        x[row, history[:-1] if len(history) >= 2 else history] = 1
    gram = x.T @ x + options.regularisation * numpy.eye(item_count)
    inverse = numpy.linalg.inv(gram)
    weights = -inverse / numpy.diag(inverse)
    numpy.fill_diagonal(weights, 0)
    seconds = time.perf_counter() - started
    ndcg = hit = 0.0
    for history in tested:
        own = numpy.zeros(item_count)
        own[history[:-1]] = 1
        scores = own @ weights
        target = history[-1]
        allowed = own == 0
        before = allowed & (scores > scores[target])
        ties = allowed & (scores == scores[target]) & (numpy.arange(item_count) < target)
        rank = 1 + int(before.sum()) + int(ties.sum())
        if rank <= options.cutoff:
            hit += 1
            ndcg += 1 / numpy.log2(rank + 1)
    print(
        json.dumps(
            {
                "recommender": "ease (numpy)",
                "users": len(tested),
                "items": item_count,
                "ndcg": ndcg / len(tested),
                "hit": hit / len(tested),
                "trainSeconds": seconds,
            }
        )
    )


main()
