#!/usr/bin/env bash
# mermaid 11.17.2, jsdom 26.1.0 (npm)
# Most expect: only `end` alone is a bad name for a node of a flowchart.
# What happens: a name with a hyphen that begins with graph, flowchart, style, class, subgraph or end is a fault of syntax, and so is `interpolate`.
# default, click, call, linkstyle-a and direction-x are names like others.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund mermaid@11.17.2 jsdom@26.1.0
cat >test.mjs <<'JS'
import { JSDOM } from "jsdom";
import assert from "node:assert";

const page = new JSDOM("");
globalThis.window = page.window;
globalThis.document = page.window.document;
const { default: mermaid } = await import("mermaid");
const names = "graph-db flowchart-x style-guide class-a subgraph-x end-user interpolate default click call linkstyle-a direction-x database";
const bad = [];
for (const name of names.split(" ")) {
  try {
    await mermaid.parse(`flowchart LR\n    ${name}["A"] --> other["B"]`);
  } catch {
    bad.push(name);
  }
}
console.log("refused:", bad.join(" "));
assert.deepEqual(bad, ["graph-db", "flowchart-x", "style-guide", "class-a", "subgraph-x", "end-user", "interpolate"]);
JS
node test.mjs
