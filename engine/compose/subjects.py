"""A question that names a service or a study: what speaks of another one is no answer to it."""

from __future__ import annotations

from collections.abc import Sequence

from content.documents import Document
from engine.compose.excerpts import Excerpt
from engine.events import Passage
from engine.tokenize.question import Question

_FEWEST_TERMS = 2
"""Terms of a title by which its document is named: one word, such as "Tools", is a word of many questions."""


def of_the_subject(
    question: Question, ranked: Sequence[Excerpt], passages: Sequence[Passage], documents: Sequence[Document]
) -> list[Excerpt]:
    """Return what may be on the one document that a question names by its title: what stands in another document of its
    kind, or names that and not this one, goes, if anything is left.
    """
    language = question.language
    titles = {document.path: set(language.terms_of(document.title)) for document in documents}
    asked = set(question.terms)
    named = [one for one in documents if len(titles[one.path]) >= _FEWEST_TERMS and titles[one.path] <= asked]
    if len(named) != 1:
        return list(ranked)
    own = titles[named[0].path]
    others = [
        one for one in documents
        if one.kind == named[0].kind and len(titles[one.path]) >= _FEWEST_TERMS and not titles[one.path] <= own
    ]  # fmt: skip
    paths, names = {one.path for one in others}, [titles[one.path] for one in others]

    def fits(excerpt: Excerpt) -> bool:
        said = set(language.terms_of(excerpt.text))
        if passages[excerpt.passage - 1].link.partition("#")[0] in paths:
            return False
        return own <= said or not any(other <= said for other in names)

    return [excerpt for excerpt in ranked if fits(excerpt)] or list(ranked)
