#!/usr/bin/env bash
# @xterm/headless 6.0.0 (npm)
# Most expect: what xterm.js answers, it answers from its state, as xterm does.
# What happens: asked for its attributes (DECRQSS m) it says 0 whatever is set, and asked for its cursor's style it says block after a bar
# was set. Behind a full line of 10 columns the cursor is reported in column 11, and in origin mode the row counts from the screen's top
# and not from the margin's. Its name and version (XTVERSION) it does not tell.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund @xterm/headless@6.0.0
cat >test.mjs <<'JS'
import headless from "@xterm/headless";
import assert from "node:assert";

const terminal = new headless.Terminal({ allowProposedApi: true, cols: 10, rows: 5 });
let out = "";
terminal.onData((data) => (out += data));
const ask = async (text) => {
  out = "";
  await new Promise((done) => terminal.write(text, done));
  return out.replaceAll("\x1b", "ESC ");
};
const seen = {
  attributes: await ask("\x1b[1;31m\x1bP$qm\x1b\\"),
  cursor: await ask("\x1b[6 q\x1bP$q q\x1b\\"),
  full: await ask("\x1b[H0123456789\x1b[6n"),
  origin: await ask("\x1b[2;4r\x1b[?6h\x1b[2;3H\x1b[6n"),
  version: await ask("\x1b[>q"),
};
console.log(seen);
assert.deepEqual(seen, {
  attributes: "ESC P1$r0mESC \\",
  cursor: "ESC P1$r2 qESC \\",
  full: "ESC [1;11R",
  origin: "ESC [3;3R",
  version: "",
});
JS
node test.mjs
