#!/usr/bin/env bash
# typst 0.15.2, pypdf 7.1.1, pdfminer.six 20260107
# Most expect: from the PDF of a résumé, ligatures and small capitals are what extraction loses, and headings are found by their words.
# What happens: ligatures and small capitals come out as typed. A heading set with tracking comes out as single letters in all three, and a word
# that was hyphenated at the end of a line keeps a hyphen that nobody can tell from the author's own.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q typst==0.15.2 pypdf==7.1.1 pdfminer.six==20260107
venv/bin/python - <<'PY'
import pathlib

import pypdf
import typst
from pdfminer.high_level import extract_text

pathlib.Path("resume.typ").write_text("""#set page(width: 9cm, height: auto, margin: 1cm)
#set par(justify: true)
#set text(hyphenate: true, lang: "en", size: 10pt)
#smallcaps[Office of Efficient Workflows]

Reliability and fault-tolerance of distributed, multi-tenant infrastructures; configuration of observability workflows with OpenTelemetry.

#text(tracking: 3pt)[SKILLS]
""")
pathlib.Path("resume.pdf").write_bytes(typst.compile("resume.typ"))
page = pypdf.PdfReader("resume.pdf").pages[0]
seen = {"pypdf": page.extract_text(), "layout": page.extract_text(extraction_mode="layout"), "pdfminer": extract_text("resume.pdf")}
for name, text in seen.items():
    print(f"--- {name}\n{text.strip()}")
    assert "Office of Efficient Workflows" in text, name
    assert "SKILLS" not in text, name
    assert "S K I L L S" in text, name
    assert "ob-\nservability" in text, name
PY
