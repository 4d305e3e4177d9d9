#!/usr/bin/env python3
"""Times our training step and a hand-written PyTorch loop in turn, three times, and prints medians
and ratios. Both do the same: 32 negatives a positive, 128 floats, row-wise Adagrad, FB15k-237's
triples; or 1vsAll with Adagrad for each float.

usage: link-speeds.py DOCENT FOLDER [PYTHON]
PYTHON is an interpreter that can import torch; without one only our own speeds are printed.
"""

import gzip
import json
import os
import resource
import statistics
import subprocess
import sys
import time

COMMON = ["--dimension", "128", "--n3", "0", "--validation-interval", "1000", "--threads", "2"]
SAMPLED = ["--negatives", "32", "--loss", "nssa", "--reciprocal", "false"]
HOGWILD = ["--parallelism", "hogwild"]
ROWS = [  # name, peer of the same step, our options
    ("complex", "complex", ["--model", "complex", "--epochs", "5", *SAMPLED, *HOGWILD]),
    ("transe", "transe", ["--model", "transe", "--epochs", "5", *SAMPLED, *HOGWILD]),
    ("rotate", None, ["--model", "rotate", "--epochs", "5", *SAMPLED, *HOGWILD]),
    ("distmult", None, ["--model", "distmult", "--epochs", "5", *SAMPLED, *HOGWILD]),
    ("complex, 256 alone", None,
     ["--model", "complex", "--epochs", "2", *SAMPLED, "--negatives", "256", *HOGWILD]),
    ("complex, 256 shared by 256", None,
     ["--model", "complex", "--epochs", "3", *SAMPLED, "--negatives", "256", *HOGWILD,
      "--shared", "256"]),
    ("complex, deterministic", "complex",
     ["--model", "complex", "--epochs", "1", *SAMPLED, "--shared", "1", "--batch", "1024",
      "--optimiser", "row-adagrad"]),
    ("complex, 1vsall", "1vsall",
     ["--model", "complex", "--epochs", "1", "--regime", "1vsall", "--batch", "512"]),
]


def ours(docent, folder, options):
    command = [docent, "evaluate", "links", folder, "--quiet", "--format", "jsonl", *COMMON, *options]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def peer(python, folder, model):
    command = [python, os.path.abspath(__file__), "--peer", folder, model]
    run = subprocess.run(command, capture_output=True, text=True)
    return json.loads(run.stdout) if run.returncode == 0 else None


def measure(docent, folder, python):
    for name, same, options in ROWS:
        mine, theirs = [], []
        for _ in range(3):
            mine.append(ours(docent, folder, options)["triplesPerSecond"])
            if python and same:
                found = peer(python, folder, same)
                theirs += [found["triplesPerSecond"]] if found else []
        line = f"  {name:<28}{statistics.median(mine):>12.0f} triples/s"
        if theirs:
            rate = statistics.median(theirs)
            line += f"{rate:>12.0f} PyTorch {statistics.median(mine) / rate:>8.1f} ×"
        print(line, flush=True)


def read(folder):
    import torch

    path = os.path.join(folder, "train.txt")
    opened = open(path, encoding="utf8") if os.path.exists(path) else gzip.open(
        path + ".gz", "rt", encoding="utf8")
    entities, relations, rows = {}, {}, []
    for line in opened:
        head, relation, tail = line.rstrip("\n").split("\t")
        rows.append((entities.setdefault(head, len(entities)),
                     relations.setdefault(relation, len(relations)),
                     entities.setdefault(tail, len(entities))))
    return torch.tensor(rows), len(entities), len(relations)


def rotate(a, r):
    import torch

    half = a.shape[1] // 2
    x, y, c, s = a[:, :half], a[:, half:], r[:, :half], r[:, half:]
    return torch.cat([x * c - y * s, x * s + y * c], 1)


def sampled(model, triples, entity_count, relation_count, seconds):
    """Gradients worked out by hand and added where they belong: no dense gradient anywhere."""
    import torch

    width, count, batch, rate, margin = 128, 32, 1024, 0.1, 9.0 if model == "transe" else 0.0
    tables = {"e": torch.randn(entity_count, width) * 0.1, "r": torch.randn(relation_count, width) * 0.1}
    states = {"e": torch.full((entity_count,), 1e-6), "r": torch.full((relation_count,), 1e-6)}

    def update(table, rows, gradient):
        states[table].index_add_(0, rows, gradient.pow(2).mean(1))
        steps = -rate / (states[table][rows] + 1e-10).sqrt()
        tables[table].index_add_(0, rows, gradient * steps.unsqueeze(1))

    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        rows = triples[torch.randint(len(triples), (batch,))]
        drawn = torch.randint(entity_count, (batch, count))
        head, relation, tail = tables["e"][rows[:, 0]], tables["r"][rows[:, 1]], tables["e"][rows[:, 2]]
        others = tables["e"][drawn.view(-1)].view(batch, count, width)
        if model == "transe":
            query = head + relation
            apart = query.unsqueeze(1) - others
            scores, score = -apart.abs().sum(2), -(query - tail).abs().sum(1)
        else:
            query = rotate(head, relation)
            scores, score = torch.bmm(others, query.unsqueeze(2)).squeeze(2), (query * tail).sum(1)
        weights = torch.softmax(scores, 1) * torch.sigmoid(scores + margin)
        own = -torch.sigmoid(-(score + margin)).unsqueeze(1)
        if model == "transe":
            of_others = torch.sign(apart) * weights.unsqueeze(2)
            of_tail = torch.sign(query - tail) * own
            of_query = -of_others.sum(1) - of_tail
            of_head = of_relation = of_query
        else:
            of_others = weights.unsqueeze(2) * query.unsqueeze(1)
            of_tail = own * query
            of_query = torch.bmm(weights.unsqueeze(1), others).squeeze(1) + own * tail
            half = width // 2
            conjugate = lambda v: torch.cat([v[:, :half], -v[:, half:]], 1)
            of_head, of_relation = rotate(of_query, conjugate(relation)), rotate(of_query, conjugate(head))
        update("e", torch.cat([drawn.view(-1), rows[:, 2], rows[:, 0]]),
               torch.cat([of_others.reshape(-1, width), of_tail, of_head]))
        update("r", rows[:, 1], of_relation)
        done += batch
    return done / (time.perf_counter() - start)


def all_entities(triples, entity_count, relation_count, seconds):
    import torch

    entities = torch.nn.Parameter(torch.randn(entity_count, 128) * 0.1)
    relations = torch.nn.Parameter(torch.randn(2 * relation_count, 128) * 0.1)
    optimiser = torch.optim.Adagrad([entities, relations], lr=0.1)
    back = torch.stack([triples[:, 2], triples[:, 1] + relation_count, triples[:, 0]], 1)
    queries, done, start = torch.cat([triples, back]), 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        rows = queries[torch.randint(len(queries), (512,))]
        scores = rotate(entities[rows[:, 0]], relations[rows[:, 1]]) @ entities.T
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(scores, rows[:, 2]).backward()
        optimiser.step()
        done += 256  # two queries a triple
    return done / (time.perf_counter() - start)


def main():
    if sys.argv[1] == "--peer":
        import torch

        torch.set_num_threads(2)
        world, model = read(sys.argv[2]), sys.argv[3]
        rate = all_entities(*world, 5) if model == "1vsall" else sampled(model, *world, 5)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"triplesPerSecond": rate, "peakMiB": peak}))
        return
    python = sys.argv[3] if len(sys.argv) > 3 else "python3"
    able = subprocess.run([python, "-c", "import torch"], capture_output=True).returncode == 0
    measure(sys.argv[1], sys.argv[2], python if able else None)


main()
