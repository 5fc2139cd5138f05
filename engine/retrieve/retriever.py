"""Question to ranked passages: dense and lexical search, fused, reranked by late interaction, refined by feedback."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.events import Candidate, Retrieved, Told
from engine.retrieve.decision import decide
from engine.retrieve.embed import TextEmbedder
from engine.retrieve.evidence import EVIDENT, Evidence, weights
from engine.retrieve.headings import FACET, NAMED, Headings
from engine.retrieve.index import Index, indexed_text
from engine.retrieve.lists import lines_in
from engine.retrieve.passages import ON_ASSISTANT
from engine.retrieve.ranking import best_of, even
from engine.retrieve.rows import rows_in, starts_of
from engine.tokenize.pointing import Places
from engine.tokenize.question import PackWords, Question

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vector = npt.NDArray[np.float32]
    Numbers = npt.NDArray[np.int64]
    Matrix = npt.NDArray[np.float32]

CANDIDATES = 20
"""How many passages are reported."""

POOL = 50
"""How many passages of the fused list are reranked. 100 and all of them rank no better; 20 rank a little worse."""

LISTED = 1_000
"""How many passages of each search are ranked; what comes later adds less than a thousandth."""

RANK_CONSTANT = 60
"""k of reciprocal-rank fusion (Cormack, Clarke and Büttcher 2009)."""

DENSE, LEXICAL = 0.5, 0.5
"""Weights of both searches beside late interaction's 1. All three scores lie between 0 and 1."""

ASKED = 0.05
"""What a match with the ways to ask for a passage, too, is higher by itself, over all questions: without this, a pack
that lists them would need another threshold than one that does not. Any value from .04 to .06 ranks as well."""

_CITED = 0.1
"""What a passage of the document cited first gains for a follow-up, and half of it one of another that was cited. With
it, and the mean of both searches, a right passage stands first for 21 of 26 follow-ups of tests/data/follow_ups.yaml,
for 16 where only the question under its topic is searched, for 11 where only the question; .2 and .3 rank as well."""

_CITED_ALONE = 0.6
"""The same where the follow-up itself has no word that says what it asks about: "and for how long?"."""

_SHUT = -100.0
"""The score of a passage that must not answer, whatever else is near."""

FEEDBACK_PASSAGES = 5
"""How many of the best passages speak for the question in the second round."""

FEEDBACK_TERMS = 20
"""How many of their terms join the question's own."""


@dataclass(frozen=True)
class Scores:
    """Every passage's score at each step, for one question: float32, shape (passages,). Higher is better.

    `dense` are cosines, `lexical` BM25, `fused` reciprocal-rank sums, `rerank` MaxSim and `weakest` its weakest third
    (both 0 outside the pool), `mixed` the weighted sum of the first three with MaxSim, and `final` the same sum after
    feedback, which only the pool gets.
    """

    dense: Vector
    lexical: Vector
    fused: Vector
    rerank: Vector
    weakest: Vector
    mixed: Vector
    final: Vector

    def under(self, topic: Scores, share: float, gains: Vector) -> Scores:
        """Return these scores, with a share of those under a topic, and `gains` for each passage in the last step."""
        names = [step.name for step in fields(self)]
        both = {name: (1 - share) * getattr(self, name) + share * getattr(topic, name) for name in names}
        return Scores(**both | {"final": both["final"] + gains})

    def order(self, step: str = "final") -> list[int]:
        """Return the passages' numbers, best first by the scores of `step`."""
        return [int(number) for number in best_of(getattr(self, step))]


class Retriever:
    """Ranks the passages of one index. Immutable; any thread may call it."""

    def __init__(self, index: Index, embedder: TextEmbedder) -> None:
        self.index = index
        self.embedder = embedder
        self.language = index.language
        places = Places({item.link.partition("#")[0]: item.document for item in index.passages}, self._lines_of)
        self.words = PackWords(index.language, index.words, self._is_held, self._is_known, places)
        self._shares_in = lru_cache(maxsize=500)(self._shares_of)
        self._on_assistant = [item.id for item in index.passages if item.kind == ON_ASSISTANT]
        self._headings = Headings(index.passages, self._pieces, self.language)

    def retrieve(self, question: Question, keep: int = 4, without: Collection[str] = ()) -> Retrieved:
        """Return the candidates for `question`, best first, the first `keep` marked as kept, and the decision on it.

        The documents at the paths `without` answer nothing.
        """
        start = time.perf_counter()
        scores = self.scores(question, without)
        candidates = self._candidates(scores, CANDIDATES, keep)
        evidence = self.evidence(question, scores)
        decision = decide(question, candidates, self.index, evidence, weights(self.embedder.name))
        seconds = time.perf_counter() - start
        return Retrieved(
            candidates, decision.answerable, decision.confidence, decision.threshold, decision.reason, seconds,
            near=decision.near,
            related=decision.related,
        )  # fmt: skip

    def search(self, question: Question, limit: int = 10, keep: int = 0) -> tuple[Candidate, ...]:
        """Return the best passages for `question`, best first, the first `keep` marked as kept."""
        return self._candidates(self.scores(question), limit, keep)

    def _candidates(self, scores: Scores, limit: int, keep: int) -> tuple[Candidate, ...]:
        best = best_of(scores.final, limit)
        steps = (scores.dense, scores.lexical, scores.fused, scores.rerank, scores.final)
        rows = zip(best.tolist(), *(step[best].tolist() for step in steps), strict=True)
        return tuple(
            Candidate(
                self.index.passages[number],
                dense=dense,
                lexical=lexical or None,
                fused=fused,
                rerank=rerank or None,
                kept=place < keep,
                score=final,
            )
            for place, (number, dense, lexical, fused, rerank, final) in enumerate(rows)
            if final > _SHUT / 2
        )

    def evidence(self, question: Question, scores: Scores) -> Evidence:
        """Return what speaks for an answer beside the best match."""
        best = best_of(scores.final, EVIDENT)
        lead = float(scores.final[best[0]] - scores.final[best[1]]) if len(best) > 1 else 0.0
        match, weakest = float(scores.rerank.max()), float(scores.weakest[best].max())
        return Evidence(match, weakest, lead, len((question.own or question).words))

    def scores(self, question: Question, without: Collection[str] = ()) -> Scores:
        """Score every passage for `question`, step by step.

        A follow-up is scored twice, by itself and under its topic, since either alone is misled: by other documents
        with a section of that name, or by the topic's words. Documents that were cited before are a little nearer.
        """
        shut = [*self._shut(question), *self._within(without)]
        scores = self._scores(question, shut)
        if question.own is None or question.before is None:
            return scores
        own = self._scores(question.own, [*self._shut(question.own), *self._within(without)])
        gain = _CITED if question.own.tells else _CITED_ALONE
        return own.under(scores, question.topic, self._cited(question.before.links, gain))

    def _cited(self, links: Sequence[str], gain: float) -> Vector:
        """Return what each passage gains by an answer that cited `links`: more in the document cited first."""
        import numpy as np

        paths = [link.partition("#")[0] for link in links]
        gains = dict.fromkeys(paths, gain / 2) | dict.fromkeys(paths[:1], gain)
        return np.array([gains.get(passage.link.partition("#")[0], 0.0) for passage in self.index.passages], np.float32)

    def _scores(self, question: Question, closed: Sequence[int]) -> Scores:
        import numpy as np

        vectors, pieces = self.embedder.embed_both([question.searched])
        counts = Counter(question.terms)
        terms = _shared(counts)
        dense = self._nearest(vectors)
        lexical = self.index.lexical.scores(counts)
        shut = np.array(closed, np.int64)
        dense[shut], lexical[shut] = 0, 0
        fused = _reciprocal_ranks(dense) + _reciprocal_ranks(lexical)
        pool = best_of(fused, POOL)
        if len(shut):
            pool = pool[~np.isin(pool, shut)]
        dense[pool] = even(self.index.vectors[pool] @ vectors[0])
        rerank, weakest, headings = np.zeros_like(dense), np.zeros_like(dense), np.zeros_like(dense)
        rerank[pool], weakest[pool], headings[pool] = self._late_interaction(pieces[0], pool)

        late = np.full_like(dense, -1)  # what is outside the pool stays behind it
        late[pool] = rerank[pool]
        named = NAMED * headings + FACET * self._headings.facets(terms, len(dense))

        before: Vector = late + DENSE * dense + LEXICAL * lexical / self.index.lexical.bound(counts)
        best = pool[best_of(before[pool], FEEDBACK_PASSAGES)]
        expanded = self._expanded(terms, best)
        shares = self.index.lexical.scores_of(pool, expanded) / self.index.lexical.bound(expanded)
        near = even(self.index.vectors[pool] @ self._towards(vectors, best))
        after: Vector = before + named
        after[pool] = late[pool] + named[pool] + DENSE * near + LEXICAL * shares
        after[shut] = _SHUT
        return Scores(dense, lexical, fused, rerank, weakest, before, after)

    def _shut(self, question: Question) -> Sequence[int]:
        """Return the passages that do not answer: those on the assistant, where its owner is asked of other things."""
        of_owner = question.has("addressing") and not question.has("on_assistant")
        return self._on_assistant if of_owner and len(self._on_assistant) < len(self.index.passages) else ()

    def _within(self, paths: Collection[str]) -> list[int]:
        """Return the passages of the documents at `paths`."""
        return [item.id for item in self.index.passages if item.link.partition("#")[0] in paths] if paths else []

    def _nearest(self, vectors: Matrix) -> Vector:
        """Return the cosines of the LISTED passages nearest to one vector, shape (1, dimensions); 0 for the others."""
        import numpy as np

        found, numbers = self.index.dense.search(vectors, min(LISTED, len(self.index.passages)))
        cosines: Vector = np.zeros(len(self.index.passages), dtype=np.float32)
        cosines[numbers[0]] = even(found[0])
        return cosines

    def _late_interaction(self, question: Matrix, pool: Numbers) -> tuple[Vector, Vector, Vector]:
        """Return MaxSim of a question with the passages of `pool`: each question token's best match, averaged.

        Late interaction (ColBERT, Khattab and Zaharia 2020), without [CLS] and [SEP], which match anything. A passage
        counts with the ways to ask for it, less ASKED, or by itself where that is more. The second vector averages the
        third of the question's tokens whose best matches are worst: what a passage that is merely near has no word for.
        The last is MaxSim for the passages' headings the other way round: each heading token's best match.
        """
        import numpy as np

        inner = question[1:-1] if len(question) > 2 else question
        counts = self.index.firsts[pool + 1] - self.index.firsts[pool]
        own = starts_of(counts)  # of the texts: each passage's own, and behind it the ways to ask for it
        texts = rows_in(self.index.firsts[pool], counts)
        starts = starts_of(self.index.bounds[texts + 1] - self.index.bounds[texts])
        similarities = self.index.similarities(pool, inner)
        by_text = np.maximum.reduceat(similarities, starts, axis=0)
        by_passage = np.maximum.reduceat(by_text, own, axis=0)
        averages: Vector = np.maximum(by_text[own].mean(axis=1), by_passage.mean(axis=1) - ASKED)
        headings = self._headings.named(np.ascontiguousarray(similarities.T).max(axis=0), starts[own], pool)
        third = max(1, by_passage.shape[1] // 3)
        weakest: Vector = np.partition(by_passage, third - 1, axis=1)[:, :third].mean(axis=1)
        return even(averages), even(weakest), even(headings)

    def _towards(self, vectors: Matrix, best: Numbers) -> Vector:
        """Return the question's vector, moved half-way towards the mean of the best passages (Rocchio 1971)."""
        import numpy as np

        mean = self.index.vectors[best].mean(axis=0)
        moved = vectors[0] + mean / np.sqrt(mean @ mean)
        nearer: Vector = moved / np.sqrt(moved @ moved)
        return nearer

    def _expanded(self, terms: dict[str, float], best: Numbers) -> dict[str, float]:
        """Return the question's terms with those that the best passages use most, half of the weight each.

        This is RM3 (Abdul-Jaleel et al. 2004) with equal passages.
        """
        if not terms:
            return terms
        found: dict[str, float] = defaultdict(float)
        for number in best:
            for term, share in self._shares_in(int(number)).items():
                found[term] += share
        most = sorted(found, key=found.__getitem__, reverse=True)[:FEEDBACK_TERMS]
        new = _shared({term: found[term] for term in most})
        return {term: (terms.get(term, 0.0) + new.get(term, 0.0)) / 2 for term in terms | new}

    def _shares_of(self, number: int) -> dict[str, float]:
        """Return what share of a passage's words each of its terms is."""
        return _shared(Counter(self.language.terms_of(indexed_text(self.index.passages[number]))))

    def _lines_of(self, link: str) -> list[Told]:
        """Return the lines of the section that a link opens."""
        lines = (
            (item, line) for item in self.index.passages if item.link == link for line in lines_in(item, self.language)
        )
        return [Told(line.text, link, item.document, line.shape.role == "item") for item, line in lines]

    def _is_held(self, word: str) -> bool:
        """Say whether the passages hold `word` in some form."""
        return self.index.lexical.holds(self.language.stem(word))

    def _is_known(self, word: str) -> bool:
        """Say whether the passages hold `word` in some form, or the embedder's 30,000 word pieces have it whole."""
        return self._is_held(word) or len(self.embedder.encode(word).ids) == 3  # [CLS], the word, [SEP]

    def _pieces(self, text: str) -> int:
        """Return how many word pieces a text takes."""
        return len(self.embedder.encode(text).ids) - 2  # [CLS] and [SEP]


def _shared(weights: Mapping[str, float]) -> dict[str, float]:
    """Return `weights` so that they sum to 1."""
    total = sum(weights.values())
    return {term: weight / total for term, weight in weights.items()}


def _reciprocal_ranks(scores: Vector) -> Vector:
    """Return 1 / (k + rank) for the first LISTED scores above 0, and 0 for the others."""
    import numpy as np

    found = np.flatnonzero(scores > 0)
    best = found[best_of(scores[found], LISTED)]
    shares: Vector = np.zeros(len(scores), dtype=np.float32)
    shares[best] = 1 / (RANK_CONSTANT + np.arange(1, len(best) + 1))
    return shares
