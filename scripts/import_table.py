"""The table of docs/owner.md: of each form, how many facts of its small inputs arrive in a pack, and leave it again."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import yaml

from content.exporters.html.site import site_of
from content.importers.apply import apply_import
from content.importers.sources import read_source
from content.loader import Portfolio, load_portfolio
from content.scaffold.packs import write_pack
from written_part import with_part

INPUTS = Path(__file__).parents[1] / "tests" / "import"
BEGIN, END = "<!-- facts, written by scripts/docs -->\n", "<!-- until here -->\n"


@dataclass(frozen=True)
class Input:
    """A small input in the style of a form: the facts that must arrive, and the words that must not."""

    source: str
    form: str
    facts: tuple[str, ...]
    gone: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """What became of an input: facts that did not come in or out again, and words that came although they must not."""

    lost_in: tuple[str, ...]
    lost_out: tuple[str, ...]
    leaked: tuple[str, ...]


def inputs() -> Iterator[Input]:
    """Yield every input, as `facts.yaml` lists them."""
    for source, given in yaml.safe_load((INPUTS / "facts.yaml").read_text(encoding="utf-8")).items():
        yield Input(source, given["form"], tuple(map(str, given["facts"])), tuple(map(str, given.get("gone", ()))))


def kept(given: Input) -> Kept:
    """Import an input into a blank pack, export that, and look for its facts."""
    with tempfile.TemporaryDirectory() as folder:
        pack = Path(folder) / "pack"
        write_pack(pack, blank=True)
        apply_import(read_source(INPUTS / given.source), pack)
        portfolio = load_portfolio(pack)
    shown, exported = _shown(portfolio), _exported(portfolio)
    return Kept(
        tuple(fact for fact in given.facts if fact not in shown),
        tuple(fact for fact in given.facts if fact not in exported),
        tuple(word for word in given.gone if word in shown or word in exported),
    )


def with_import_table(page: str) -> str:
    """Return the page with its table of facts written anew."""
    return with_part(page, BEGIN, END, import_table())


def import_table() -> str:
    """Return the table as Markdown."""
    files, facts, came, left = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for each in inputs():
        found = kept(each)
        files[each.form] += 1
        facts[each.form] += len(each.facts)
        came[each.form] += len(each.facts) - len(found.lost_in)
        left[each.form] += len(each.facts) - len(found.lost_out)
    rows = [f"| {form} | {files[form]} | {facts[form]} | {came[form]} | {left[form]} |" for form in files]
    total = " | ".join(str(counted.total()) for counted in (files, facts, came, left))
    head = ["| form | inputs | facts | in the pack | in its HTML |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows, f"| all | {total} |", ""])


def _shown(portfolio: Portfolio) -> str:
    """Return what visitors can read of a pack."""
    profile = portfolio.profile
    parts = [profile.name, profile.headline, profile.subheadline, *profile.contact.links.values()]
    for document in portfolio.documents:
        if document.kind != "stage":
            parts += [document.title, document.summary, str(document.day or ""), *document.tags, document.body]
    return "\n".join(parts)


class _Words(HTMLParser):
    """Gathers what a page says, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.words += [f" {value} " for name, value in attrs if name in ("href", "datetime") and value]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _exported(portfolio: Portfolio) -> str:
    reader = _Words()
    for page in site_of(portfolio).values():
        reader.feed(page)
    return " ".join("".join(reader.words).split())
