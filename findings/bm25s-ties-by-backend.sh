#!/usr/bin/env bash
# bm25s 0.3.16, numba 0.68.1, numpy 2.4.6
# Most expect: the numba backend is a faster way to the same documents.
# What happens: among documents of one score, the numpy backend returns the last ones, the numba backend the first ones, both in falling
# order. With k = 3 of six equals, no document is in both answers.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q numpy==2.4.6 bm25s==0.3.16 numba==0.68.1
venv/bin/python - <<'PY'
import bm25s

seen = {}
for backend in ("numpy", "numba"):
    index = bm25s.BM25(backend=backend)
    index.index(bm25s.tokenize(["cat dog"] * 6, show_progress=False), show_progress=False)
    question = bm25s.tokenize(["cat"], show_progress=False)
    seen[backend] = [index.retrieve(question, k=k, show_progress=False)[0][0].tolist() for k in (1, 3, 6)]
print(seen)
assert seen["numpy"] == [[5], [5, 4, 3], [5, 4, 3, 2, 1, 0]]
assert seen["numba"] == [[0], [2, 1, 0], [5, 4, 3, 2, 1, 0]]
PY
