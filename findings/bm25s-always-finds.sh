#!/usr/bin/env bash
# bm25s 0.3.16, numpy 2.4.6
# Most expect: a search for a word that no document holds finds nothing, and C or R can be searched for like Go.
# What happens: tokenize drops words of one letter, from documents and questions, without stop words being asked for. retrieve always returns
# k documents: where no word matches, they are the last ones of the corpus, with the score 0, which nothing but the score tells from hits.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q numpy==2.4.6 bm25s==0.3.16
venv/bin/python - <<'PY'
import bm25s

index = bm25s.BM25()
index.index(bm25s.tokenize(["C and R in devices", "Go services", "Kafka streams"], stopwords=[], show_progress=False), show_progress=False)
seen = {}
for question in ("Go", "C", "zebra"):
    found, scores = index.retrieve(bm25s.tokenize(question, stopwords=[], show_progress=False), k=2, show_progress=False)
    seen[question] = found[0].tolist(), (scores[0] > 0).tolist()
print(seen)
assert seen == {"Go": ([1, 2], [True, False]), "C": ([2, 1], [False, False]), "zebra": ([2, 1], [False, False])}
PY
