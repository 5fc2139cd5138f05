#!/usr/bin/env bash
# rich 15.0.0
# Most expect: Text.from_ansi keeps what a program with CRLF line ends wrote, as 14.0.0 did.
# What happens: each line that ends in CRLF comes out empty. Only a last line without one stays.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q rich==15.0.0
venv/bin/python - <<'PY'
from rich.text import Text

seen = Text.from_ansi("one\r\ntwo\r\nthree").plain
print(repr(seen))
assert seen == "\n\nthree"
assert Text.from_ansi("one\ntwo").plain == "one\ntwo"
PY
