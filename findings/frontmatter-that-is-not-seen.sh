#!/usr/bin/env bash
# python-frontmatter 1.3.0
# Most expect: TOML between +++ is read (the package has a handler for it), YAML may end with three dots, and any key may be used.
# What happens: without the package toml, TOML is body, without an error. With three dots as the end, everything is body. A key called content
# raises TypeError.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q python-frontmatter==1.3.0
venv/bin/python - <<'PY'
import frontmatter

toml, dots = '+++\ntitle = "A"\n+++\nB', "---\ntitle: A\n...\nB"
seen = [(post.metadata, post.content == text) for text in (toml, dots) for post in [frontmatter.loads(text)]]
print(seen)
assert seen == [({}, True), ({}, True)]
try:
    post = frontmatter.loads("---\ncontent: A\n---\nB")
except TypeError as error:
    print("content:", error)
else:
    raise SystemExit(f"a key `content` is read now: {post.metadata}")
PY
