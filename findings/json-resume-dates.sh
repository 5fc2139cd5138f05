#!/usr/bin/env bash
# @jsonresume/schema 1.3.1 (npm)
# Most expect: the schema's own validator refuses a month 13 and a field of an older version, and takes an empty end date for "until today".
# What happens: 2024-13, 2024-19-39 and unknown fields are valid; "company" (renamed to "name" in 1.0) passes without a word. Empty texts, null
# and "Present" are faults, and so is an address without its scheme.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund @jsonresume/schema@1.3.1
cat >test.mjs <<'JS'
import resume from "@jsonresume/schema";
import assert from "node:assert";

const valid = (document) => new Promise((done) => resume.validate(document, (fault) => done(!fault)));
const job = (fields) => valid({ work: [fields] });
const seen = {
  month13: await job({ startDate: "2024-13" }),
  day39: await job({ startDate: "2024-19-39" }),
  company: await job({ company: "Acme", since: "2019" }),
  empty: await job({ endDate: "" }),
  nothing: await job({ endDate: null }),
  present: await job({ endDate: "Present" }),
  bareAddress: await valid({ basics: { url: "example.org" } }),
};
console.log(seen);
assert.deepEqual(seen, {
  month13: true, day39: true, company: true, empty: false, nothing: false, present: false, bareAddress: false,
});
JS
node test.mjs
