#!/usr/bin/env bash
# gguf 0.19.0
# Most expect: what GGUFWriter is given, GGUFReader gives back, or one of them raises.
# What happens: an empty text and an empty list are left out, of two values under one key the last one stays, and a list of lists becomes one list.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q gguf==0.19.0
venv/bin/python - <<'PY'
import gguf

writer = gguf.GGUFWriter("x.gguf", "llama")
writer.add_string("a.text", "")
writer.add_array("a.list", [])
writer.add_string("a.twice", "one")
writer.add_string("a.twice", "two")
writer.add_array("a.nested", [[1, 2], [3, 4]])
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
fields = gguf.GGUFReader("x.gguf").fields
seen = {name: field.contents() for name, field in fields.items() if name.startswith("a.")}
print(seen)
assert seen == {"a.twice": "two", "a.nested": [1, 2, 3, 4]}
PY
