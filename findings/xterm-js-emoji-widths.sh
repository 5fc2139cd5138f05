#!/usr/bin/env bash
# @xterm/headless 6.0.0, @xterm/addon-unicode11 0.9.0, @xterm/addon-unicode-graphemes 0.4.0 (npm); rich 15.0.0
# Most expect: a terminal of today gives an emoji two cells, and where it does not, the newest addon for widths sets it right.
# What happens: by itself xterm.js gives one cell to 🚀, ⭐ and ⚠ with U+FE0F, where Rich (and so Textual) reckons two: a row with one is
# drawn a cell short. The addon for graphemes mends ⭐ and ⚠, and still gives 🚀, 🧪 and 🫠 one cell. The older addon mends 🚀, and gives
# a joined family 6 cells. None of the three agrees with Rich on all six.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund @xterm/headless@6.0.0 @xterm/addon-unicode11@0.9.0 @xterm/addon-unicode-graphemes@0.4.0
python3 -m venv venv
venv/bin/pip install -q rich==15.0.0
cat >test.mjs <<'JS'
import headless from "@xterm/headless";
import eleven from "@xterm/addon-unicode11";
import graphemes from "@xterm/addon-unicode-graphemes";

const texts = ["🚀", "🧪", "🫠", "⭐", "⚠\ufe0f", "👨\u200d👩\u200d👧"];
const addons = { none: [null, "6"], unicode11: [new eleven.Unicode11Addon(), "11"], graphemes: [new graphemes.UnicodeGraphemesAddon(), "15-graphemes"] };
const seen = { texts };
for (const [name, [addon, version]] of Object.entries(addons)) {
  seen[name] = [];
  const terminal = new headless.Terminal({ allowProposedApi: true });
  if (addon) terminal.loadAddon(addon);
  terminal.unicode.activeVersion = version;
  for (const text of texts) {
    await new Promise((done) => terminal.write(`\r\x1b[2K${text}`, done));
    seen[name].push(terminal.buffer.active.cursorX);
  }
}
console.log(JSON.stringify(seen));
JS
node test.mjs >seen.json
venv/bin/python - <<'PY'
import json
import pathlib

from rich.cells import cell_len

seen = json.loads(pathlib.Path("seen.json").read_text())
seen["rich"] = [cell_len(text) for text in seen.pop("texts")]
print(seen)
assert seen == {
    "none": [1, 1, 1, 1, 1, 3],
    "unicode11": [2, 2, 1, 2, 1, 6],
    "graphemes": [1, 1, 1, 2, 2, 3],
    "rich": [2, 2, 2, 2, 2, 2],
}
PY
