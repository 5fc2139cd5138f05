"""What a résumé answers: its entries in sentences that can be quoted alone, as answers of the pack."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from content import schema
from content.markdown_edit import relink
from content.references import OUTSIDE
from content.resume import sentences as say
from content.resume.file import resume_data
from content.resume.node import Node

Sentence = Callable[[Node], str]


def resume_answers(text: str) -> tuple[schema.HiringAnswer, ...]:
    """Return the answers that the text of a résumé gives; of what it does not hold there is none."""
    return tuple(answers_of(Node(resume_data(text)))) if text else ()


def answer_slugs() -> frozenset[str]:
    """Return the slugs of all answers that a résumé can give."""
    return frozenset(_known())


def answers_of(resume: Node) -> Iterator[schema.HiringAnswer]:
    """Yield each answer, noting in `resume` what it was made of."""
    for slug, texts in _texts(resume):
        body = "\n\n".join(text for text in texts if text)
        body = relink(body, lambda href: href if href.startswith(OUTSIDE) else "")
        if body.strip():
            known = _known()[slug]
            yield schema.HiringAnswer(slug=slug, title=known["title"], asks=tuple(known["asks"]), body=body.strip())


def _texts(resume: Node) -> Iterator[tuple[str, list[str]]]:
    """Yield the slug of each answer and its paragraphs."""
    basics = resume["basics"]
    about = " ".join(say.ended(part) for part in (basics.text("label"), basics.text("summary")) if part)

    def said(name: str, sentence: Sentence) -> list[str]:
        return list(_said(resume[name].items(), sentence))

    yield "background", [about, *said("interests", say.interest)]
    work, volunteer = said("work", say.employment), said("volunteer", say.volunteering)
    yield "experience", [*work, *volunteer]
    yield "education", said("education", say.education)
    yield "stack", say.worked_with(said("skills", say.skill))
    yield "languages", [say.spoken(said("languages", say.language))]
    yield "certificates", said("certificates", say.certificate)
    yield "awards", said("awards", say.award)
    yield "publications", said("publications", say.publication)
    yield "references", said("references", say.reference)
    yield "location-and-remote", list(say.place(basics["location"]))


def _said(items: Iterator[Node], sentence: Sentence) -> Iterator[str]:
    """Yield a sentence for each item. One that makes none (it has no name, say) counts as not taken: it is reported."""
    for item in items:
        before = set(item.taken)
        if text := sentence(item):
            yield text
        else:
            item.taken.intersection_update(before)


@cache
def _known() -> dict[str, Any]:
    import yaml

    known: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("answers.yaml").read_text(encoding="utf-8"))
    return known
