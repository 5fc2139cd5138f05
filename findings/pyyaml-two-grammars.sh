#!/usr/bin/env bash
# PyYAML 6.0.3
# Most expect: SafeLoader and CSafeLoader read the same YAML, one faster than the other; code takes the second and falls back on the first.
# What happens: within braces, a plain text that ends in a question mark is read by CSafeLoader and is an error to SafeLoader. So a file loads on
# machines whose PyYAML has libyaml, and not on others.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q PyYAML==6.0.3
venv/bin/python - <<'PY'
import yaml

TEXT = "card: {title: Have a question?, text: Ask.}"
seen = yaml.load(TEXT, yaml.CSafeLoader)
print("CSafeLoader:", seen)
assert seen == {"card": {"title": "Have a question?", "text": "Ask."}}
try:
    raise SystemExit(f"SafeLoader reads it now: {yaml.load(TEXT, yaml.SafeLoader)}")
except yaml.parser.ParserError as error:
    print("SafeLoader:", error.problem)
PY
