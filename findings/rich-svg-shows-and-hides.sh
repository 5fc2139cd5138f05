#!/usr/bin/env bash
# rich 15.0.0
# Most expect: what export_html shows and links, export_svg shows and links.
# What happens: the SVG has no target of any link. Concealed text stands in both, readable.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q rich==15.0.0
venv/bin/python - <<'PY'
import io

from rich.console import Console


def recorded() -> Console:
    console = Console(record=True, file=io.StringIO(), width=60)
    console.print("[conceal]hidden[/] [link=https://example.org/x]site[/link]")
    return console


svg, html = recorded().export_svg(title="t"), recorded().export_html()
seen = {"SVG": ("hidden" in svg, "example.org" in svg), "HTML": ("hidden" in html, "example.org" in html)}
print("concealed text, link target:", seen)
assert seen == {"SVG": (True, False), "HTML": (True, True)}
PY
