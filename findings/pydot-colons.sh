#!/usr/bin/env bash
# pydot 4.0.1
# Most expect: pydot quotes a name that needs it, so Node("api:v1") is a node of that name.
# What happens: a colon is taken for a port: both api:v1 and api:v2 are written as the node api. Only a name that brings its own quotes stays whole.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q pydot==4.0.1
venv/bin/python - <<'PY'
import pydot

graph = pydot.Dot()
for name in ("api:v1", "api:v2", '"api:v3"'):
    graph.add_node(pydot.Node(name))
seen = graph.to_string().split()
print(seen)
assert seen == ["digraph", "G", "{", "api;", "api;", '"api:v3";', "}"]
PY
