"""What a résumé answers: its entries in sentences that can be quoted alone, as answers of the pack."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from content import schema
from content.markdown_edit import relink
from content.references import OUTSIDE
from content.resume import sentences as say
from content.resume.file import resume_data
from content.resume.node import Node
from content.resume.wording import Wording, wording_of

_WITHIN = {"interests": "background", "volunteer": "experience"}
"""Parts of a résumé that visitors ask for, and that stand in another answer."""

Sentence = Callable[[Node, Wording], str]


def resume_answers(text: str, language: str = "en") -> tuple[schema.HiringAnswer, ...]:
    """Return the answers that the text of a résumé gives, in a language; of what it does not hold there is none."""
    return tuple(answers_of(Node(resume_data(text)), wording_of(language))) if text else ()


def unanswered_by(text: str, given: Collection[str], own: Collection[str]) -> tuple[str, ...]:
    """Return what the text of a résumé could answer and does not: by the slug of the answer, or by the name of a part
    that would stand in it. `given` are the slugs of the answers that it gives, `own` those of the pack's other ones.
    """
    if not text:
        return ()
    resume, held = Node(resume_data(text)), {*given, *own}
    parts = (part for part, slug in _WITHIN.items() if slug not in own and not list(resume[part].items()))
    return (*sorted(answer_slugs() - held), *parts)


def answer_slugs() -> frozenset[str]:
    """Return the slugs of all answers that a résumé can give."""
    return frozenset(wording_of("en").answers)


def answers_of(resume: Node, words: Wording) -> Iterator[schema.HiringAnswer]:
    """Yield each answer, noting in `resume` what it was made of."""
    for slug, texts in _texts(resume, words):
        body = "\n\n".join(text for text in texts if text)
        body = relink(body, lambda href: href if href.startswith(OUTSIDE) else "")
        if body.strip():
            known = words.answers[slug]
            yield schema.HiringAnswer(slug=slug, title=known["title"], asks=tuple(known["asks"]), body=body.strip())


def _texts(resume: Node, words: Wording) -> Iterator[tuple[str, list[str]]]:
    """Yield the slug of each answer and its paragraphs."""
    basics = resume["basics"]
    about = " ".join(say.ended(part) for part in (basics.text("label"), basics.text("summary")) if part)

    def said(name: str, sentence: Sentence) -> list[str]:
        return list(_said(resume[name].items(), sentence, words))

    yield "background", [about, *said("interests", say.interest)]
    work, volunteer = said("work", say.employment), said("volunteer", say.volunteering)
    yield "experience", [*work, *volunteer]
    yield "education", said("education", say.education)
    yield "stack", say.worked_with(said("skills", lambda item, _: say.skill(item)), words)
    yield "languages", [say.spoken(said("languages", lambda item, _: say.language(item)), words)]
    yield "certificates", said("certificates", say.certificate)
    yield "awards", said("awards", say.award)
    yield "publications", said("publications", say.publication)
    yield "references", said("references", say.reference)
    yield "location-and-remote", list(say.place(basics["location"], words))


def _said(items: Iterator[Node], sentence: Sentence, words: Wording) -> Iterator[str]:
    """Yield a sentence for each item. One that makes none (it has no name, say) counts as not taken: it is reported."""
    for item in items:
        before = set(item.taken)
        if text := sentence(item, words):
            yield text
        else:
            item.taken.intersection_update(before)
