#!/usr/bin/env bash
# feedparser 6.0.14
# Most expect: JSON Feed is read; an Atom entry without a link has none; a date that does not exist is None.
# What happens: a JSON Feed gives no entries and no version. An Atom entry without a link gets its id as its link, a urn too. 30 February is
# parsed as 1 March, and "05 Janvier 2024" as 5 January.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q feedparser==6.0.14
venv/bin/python - <<'PY'
import io

import feedparser

JSON = b'{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "title": "One", "content_text": "x"}]}'
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>urn:t</id><updated>2024-01-05T10:00:00Z</updated>
<entry><title>One</title><id>urn:one</id><updated>2024-02-30T00:00:00Z</updated></entry></feed>"""
RSS = b"<rss version='2.0'><channel><title>T</title><item><title>One</title><pubDate>05 Janvier 2024</pubDate></item></channel></rss>"

json = feedparser.parse(io.BytesIO(JSON), response_headers={"content-type": "application/feed+json"})
entry = feedparser.parse(io.BytesIO(ATOM)).entries[0]
item = feedparser.parse(io.BytesIO(RSS)).entries[0]
seen = len(json.entries), json.version, entry.link, tuple(entry.updated_parsed[:3]), tuple(item.published_parsed[:3])
print(seen)
assert seen == (0, "", "urn:one", (2024, 3, 1), (2024, 1, 5))
PY
