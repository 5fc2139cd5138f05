#!/usr/bin/env bash
# faiss-cpu 1.15.1, numpy 2.4.6
# Most expect: of vectors that are equally near, the first ones come first, however many are asked for.
# What happens: IndexFlatL2 does so. IndexFlatIP lists equals by falling number, and takes the first k of them for small k: so the best
# hit is 0 for k = 1, 1 for k = 2 and 2 for k = 3.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q numpy==2.4.6 faiss-cpu==1.15.1
venv/bin/python - <<'PY'
import faiss
import numpy as np

rows = np.tile(np.eye(1, 8, dtype=np.float32), (5, 1))
seen = {}
for index in (faiss.IndexFlatIP(8), faiss.IndexFlatL2(8)):
    index.add(rows)
    seen[type(index).__name__] = [index.search(rows[:1], k)[1][0].tolist() for k in (1, 2, 3, 5)]
print(seen)
assert seen["IndexFlatIP"] == [[0], [1, 0], [2, 1, 0], [4, 3, 2, 1, 0]]
assert seen["IndexFlatL2"] == [[0], [0, 1], [0, 1, 2], [0, 1, 2, 3, 4]]
PY
