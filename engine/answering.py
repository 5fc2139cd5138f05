"""One question's walk through the five stages, and the iterator that a front end holds."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from content.loader import Portfolio
from engine.compose.excerpts import Excerpt, is_told, rank
from engine.compose.exhibits import at_a_glance
from engine.compose.selection import EACH_SIDE, SHORT, Length, best, longer, nearest_of, opening, repeats, supporting
from engine.compose.structure import as_the_pack_asks, retrieved_of, structure_says, with_its_date
from engine.compose.subjects import of_the_subject
from engine.compose.wishes import further, shortest, suited
from engine.desk import Desk
from engine.events import Answer, AnswerKind, Citation, Event, NextStep, Passage, Sentence, Shape, Turn
from engine.generate.translation import INTO, translated
from engine.generate.worker import Worker
from engine.language.foreign import told_in
from engine.language.language import Language, language_of
from engine.llama.context import Cancel, Evaluated, ModelLoadError
from engine.next_steps import CONTACT, nearest_documents, next_steps
from engine.retrieve.abroad import search_abroad
from engine.retrieve.library import Library
from engine.retrieve.stage import Findings, retrieve, retrieve_hiring
from engine.second_opinion import second_opinion
from engine.several import MOST_ANSWERED, kind_of, parts_of, retrieved_for, sentences_for, steps_after, worth_asking
from engine.stream.citing import Numbering
from engine.stream.layout import answer_text
from engine.stream.sentences import checked, copied, quoted
from engine.tokenize.asked import Inquiry, asked_in
from engine.tokenize.conversation import Reply, corrected, not_directly, not_in_portfolio, reply_to
from engine.tokenize.follow_up import leans_on_a_refusal, rewritten
from engine.tokenize.question import Question, read_question, tokenize
from engine.tokenize.request import Request, read_request
from engine.trace import Stopwatch

if TYPE_CHECKING:
    from engine.compose.prompt import Prompt
    from engine.desk import Model

ENOUGH_WORDS = 6
"""A checked answer shorter than this is given up for quoted sentences."""
WITH_A_REPLY = Length(2, 75, 0.6)
"""What is quoted behind a reply about the assistant itself."""


@dataclass
class Walk:
    """One question on its way. `desk_of` loads what is needed, and is only called where it is.

    A `part` is one of several questions, whose answers are put together.
    """

    portfolio: Portfolio
    model_name: str
    desk_of: Callable[[], Desk]
    text: str
    history: Sequence[Turn]
    cancel: Cancel
    probabilities: bool = False
    visitor: str = ""
    notice: str = ""
    long: bool = False
    part: bool = False
    watch: Stopwatch = field(default_factory=Stopwatch)
    sentences: list[Sentence] = field(default_factory=list)
    numbering: Numbering = field(default_factory=Numbering)
    opened: int = 0
    mode: str = "quote"
    alone: str = ""
    request: Request = field(default_factory=lambda: Request(""))
    translated: bool = False

    def events(self) -> Iterator[Event]:
        """Yield the events of the answer."""
        language = language_of(self.portfolio)
        self.request = read_request(self.text, language)
        asked = self.request.question
        if leans_on_a_refusal(asked, self.history, language):
            yield from self._reply(Reply("not-in-portfolio", not_in_portfolio((), language), (CONTACT,)))
            return
        if alone := rewritten(asked, self.history, self.portfolio, language):
            asked = self.alone = alone
        several = asked_in(asked, language)
        if len(several.questions) > 1 and not self.part:
            worth = worth_asking(several.questions, self.portfolio, self.model_name)
            yield from self._each(replace(several, questions=worth), language)
            return
        if same := as_the_pack_asks(several.questions[0], self.portfolio, language):  # whatever is told before it
            self.request = replace(self.request, question=same)
        else:
            sentences, citations = structure_says(asked, self.portfolio, language, brief=self.request.brief)
            if sentences:
                yield from self._tell(sentences, citations)
                return
        reply = None if same else reply_to(asked, self.portfolio, self.model_name)
        if reply is not None:
            yield from self._reply(reply)
            return
        yield from self._stages(self.desk_of())

    def _stages(self, desk: Desk) -> Iterator[Event]:
        """Walk through the five stages, each entered once. Without a model, or where it fails, excerpts are quoted.

        What answers is quoted as soon as it is found; whatever a model adds comes below it.
        """
        yield from self._translate(desk)
        question = yield from self._tokenize(desk)
        library = self._abroad(desk)
        if library is not None and library is not desk.library:
            yield from self._from_abroad(library, desk.keep)
            return
        found = yield from self._retrieve(question, desk)
        kept = found.retrieved.kept
        if not found.retrieved.answerable and not self.cancel:
            yield from self._decline(found.asked or question, found, desk)
            return
        if self.translated:
            yield from self._say((self._foreign(question.language, "near"),))
        if found.parts:
            yield from self._side_by_side(found, desk)
            return
        if question.wish in ("more", "shorter"):
            yield from self._go_on(question, kept)
            return
        asked = found.asked or (question.own if question.own and question.own.tells else question)
        ranked = rank(asked, kept, desk.library.meanings, found.leading, found.retrieved.behind)
        ranked = suited(question, of_the_subject(question, ranked, kept, self.portfolio.documents), kept)
        if self.request.brief:
            ranked = opening(ranked) or ranked
        fault = ""
        more = desk.model is not None and (yield from self._open(ranked, desk.model.mode))
        if (yield from self._is_doubted(question, found, desk)):
            yield from self._take_back(kept, question.language)
            return
        if desk.model is not None and more:
            try:
                prompt = yield from self._compose(question, kept, ranked, desk.model)
                drafts = self._generate(prompt, ranked, desk.model, desk.worker)
                yield from self._stream(drafts, kept, desk.library)
            except ModelLoadError as error:  # what was retrieved can still be quoted
                fault = str(error).rstrip(".")
        yield from self._close(kept, ranked, desk, fault)

    def _translate(self, desk: Desk) -> Iterator[Event]:
        """Ask in English what is asked of an English text in another language, where a model is here that writes it."""
        language = desk.library.language
        if desk.judge is not None and language.code == INTO and self._foreign(language):
            asked = self.request.question
            english = yield from translated(asked, desk.judge, desk.worker, self.cancel, self.visitor)
            self.translated, self.request = bool(english), replace(self.request, question=english or asked)

    def _tokenize(self, desk: Desk) -> Generator[Event, None, Question]:
        words = desk.library.retriever.words
        question, tokenized = tokenize(self.request.question, desk.tokenizer, words, self.history)
        self.watch.note("tokenize", tokenized.seconds)
        self.alone = tokenized.alone
        yield tokenized
        return question

    def _retrieve(self, question: Question, desk: Desk) -> Generator[Event, None, Findings]:
        """Retrieve, and ask the model for its own opinion before an uncertain question is refused.

        Where there is something to quote, that comes first, and the model is asked behind it (`_is_doubted`).
        """
        found = retrieve(question, desk.library, desk.keep)
        if not found.retrieved.answerable:
            found = yield from second_opinion(question, found, desk, self.cancel, self.visitor)
        self.watch.note("retrieve", found.retrieved.seconds)
        yield found.retrieved
        return found

    def _is_doubted(self, question: Question, found: Findings, desk: Desk) -> Generator[Event, None, bool]:
        """Return whether the model reads no answer where retrieval was uncertain and has been quoted already."""
        if not found.retrieved.answerable or found.retrieved.word is not None:  # stopped, or asked before with a yes
            return False
        retrieved = (yield from second_opinion(question, found, desk, self.cancel, self.visitor)).retrieved
        if retrieved.word is not None:
            yield retrieved
        return not retrieved.answerable

    def _take_back(self, kept: Sequence[Passage], language: Language) -> Iterator[Event]:
        """Say of what was quoted that it is the nearest, and no answer."""
        yield from self._say((language.says("doubted"),))
        citations = self.numbering.citations(kept)
        yield self._answer("near", citations, (*nearest_documents(self.portfolio, kept)[:1], CONTACT))

    def _compose(
        self, question: Question, kept: Sequence[Passage], ranked: Sequence[Excerpt], model: Model
    ) -> Generator[Event, None, Prompt]:
        prompt = model.compose(question.text, kept, ranked, (question.before,) if question.before else ())
        self.watch.note("compose", prompt.composed.seconds)
        yield prompt.composed
        return prompt

    def _open(self, ranked: Sequence[Excerpt], mode: str) -> Generator[Event, None, bool]:
        """Say what answers, which is known before a token is, and before a model is there; return whether the model has
        something to write or to choose from."""
        first = opening(ranked)
        self.mode = mode
        yield from self._quoted(*first)
        self.opened = len(self.sentences)
        return mode != "copy" or bool(supporting(ranked, first))

    def _generate(self, prompt: Prompt, ranked: Sequence[Excerpt], model: Model, worker: Worker) -> Generator[Any]:
        return worker.stream(
            lambda cancel: model.generate(prompt, ranked, cancel, probabilities=self.probabilities),
            self.cancel, self.visitor,
        )  # fmt: skip

    def _stream(self, drafts: Generator[Any], kept: Sequence[Passage], library: Library) -> Iterator[Event]:
        from engine.stream.grounding import Grounding

        check = Grounding(kept, library.meanings)
        said = [sentence.text for sentence in self.sentences]
        with contextlib.closing(drafts):
            for event in copied(drafts) if self.mode == "copy" else checked(drafts, check, said):
                if self.cancel:
                    return
                yield from self._note(event)
        self.watch.generated()

    def _close(self, kept: Sequence[Passage], ranked: Sequence[Excerpt], desk: Desk, fault: str) -> Iterator[Event]:
        """Quote where too little was said, and end with the answer."""
        kind: AnswerKind = "answer"
        notice = f"This answer ends early: {fault}." if fault else ""
        if self.cancel:
            kind = "stopped"
        elif not self._is_enough(fault):
            kind = "fallback" if desk.model is not None else "answer"
            yield from self._quote(ranked)
            if fault:
                self.mode = "quote"
                notice = f"This answer is quoted, without a language model: {fault}."
        if self.long and kind != "stopped":
            said = [sentence.text for sentence in self.sentences if sentence.shown]
            yield from self._quoted(*longer(ranked, said))
        citations = self.numbering.citations(kept)
        yield self._answer(kind, citations, next_steps(self.portfolio, citations), notice)

    def _is_enough(self, fault: str) -> bool:
        """Return whether an answer stands there: what was quoted first, where a model did not want to add to it; else
        something below it."""
        content = not fault and (self.mode == "copy" or (self.watch.chosen > 0 and not self.watch.withheld))
        said = self.sentences if content else self.sentences[self.opened :]
        return sum(len(sentence.text.split()) for sentence in said if sentence.shown) >= ENOUGH_WORDS

    def _go_on(self, question: Question, kept: Sequence[Passage]) -> Iterator[Event]:
        """Tell what stands below the answer before, or its first sentence again."""
        found = further(question, kept) if question.wish == "more" else shortest(question, kept)
        yield from self._quoted(*found)
        if not found:
            yield from self._say((question.language.says("all_said"),))
        citations = self.numbering.citations(kept)
        kind: AnswerKind = "stopped" if self.cancel else "answer"
        yield self._answer(kind, citations, next_steps(self.portfolio, citations))

    def _side_by_side(self, found: Findings, desk: Desk) -> Iterator[Event]:
        """Quote what answers for each side of a comparison, under its name. A model has nothing to choose there."""
        kept, said, language = found.retrieved.kept, list[Excerpt](), desk.library.language
        for part in found.parts:
            ranked = rank(part.question, kept, desk.library.meanings)
            length = SHORT if self.long else EACH_SIDE
            own = best([item for item in ranked if item.passage in part.passages], length)
            new = [excerpt for excerpt in own if not repeats(excerpt, said)]
            if new and not new[0].text.startswith(part.name):
                yield from self._say((language.says("side", name=with_its_date(part.name, self.portfolio, language)),))
            yield from self._quoted(*new)
            for line in at_a_glance(part.name, min(part.passages), self.portfolio, language, whole=self.long):
                yield from self._note(line)
            said += new
        citations = self.numbering.citations(kept)
        yield self._answer("stopped" if self.cancel else "answer", citations, next_steps(self.portfolio, citations))

    def _each(self, asked: Inquiry, language: Language) -> Iterator[Event]:
        """Answer each of several questions. A model has nothing to choose there."""
        parts = parts_of(asked, self.history, language, self._part)
        retrieved = retrieved_for(parts)
        if retrieved is not None:
            yield from self._tokenize(self.desk_of())
            self.watch.note("retrieve", retrieved.seconds)
            yield retrieved
        kept = retrieved.kept if retrieved else ()
        for sentence in sentences_for(parts, kept, language):
            yield from self._note(sentence)
        notice = language.says("first_of", count=str(MOST_ANSWERED)) if len(asked.questions) > MOST_ANSWERED else ""
        yield self._answer(kind_of(parts), self.numbering.citations(kept), steps_after(parts), notice)

    def _part(self, question: str, history: Sequence[Turn]) -> Iterator[Event]:
        def desk() -> Desk:
            return replace(self.desk_of(), model=None, judge=None)

        return replace(
            self, text=question, history=history, desk_of=desk, part=True, notice="", watch=Stopwatch(), sentences=[],
            numbering=Numbering(),
        ).events()  # fmt: skip

    def _decline(self, question: Question, found: Findings, desk: Desk) -> Iterator[Event]:
        """Say that the portfolio does not say, and show the nearest sentence as that where one is near enough."""
        if (library := self._abroad(desk)) is not None:
            yield from self._from_abroad(library, desk.keep)
            return
        retrieved, language, kept = found.retrieved, question.language, found.retrieved.kept
        ranked = rank(question, kept, desk.library.meanings, found.leading) if retrieved.near else []
        near = nearest_of(ranked, kept)
        foreign = self._foreign(language, ("near" if near else "missed") if self.translated else "says")
        if near:
            said = corrected(found.premise, language) if found.premise else not_directly(language)
            yield from self._say((foreign,) if foreign else said)
            yield from self._quoted(*near)
            citations = self.numbering.citations(kept)
            yield self._answer("near", citations, (*nearest_documents(self.portfolio, kept)[:1], CONTACT))
            return
        places = nearest_documents(self.portfolio, (item.passage for item in retrieved.candidates if retrieved.related))
        yield from self._say((foreign,) if foreign else not_in_portfolio(places, language))
        yield self._answer("not-in-portfolio", (), (*places[:1], CONTACT))

    def _foreign(self, language: Language, said: Literal["says", "near", "missed"] = "says") -> str:
        return told_in(self.text, language, said) if self.portfolio.profile.language == language.code else ""

    def _abroad(self, desk: Desk) -> Library | None:
        return desk.abroad() if self._foreign(desk.library.language) and not self.translated else None

    def _from_abroad(self, library: Library, keep: int) -> Iterator[Event]:
        """Quote what comes near to a question in another language than the text, and say so in that language."""
        question, retrieved = search_abroad(self.text, library, keep)
        self.watch.note("retrieve", retrieved.seconds)
        yield retrieved
        yield from self._say((self._foreign(question.language, "near" if retrieved.near else "missed"),))
        if retrieved.near:
            yield from self._quote(rank(question, retrieved.kept, library.meanings))
        citations = self.numbering.citations(retrieved.kept)
        steps = next_steps(self.portfolio, citations) if citations else (CONTACT,)
        yield self._answer("near" if citations else "not-in-portfolio", citations, steps)

    def _reply(self, reply: Reply) -> Iterator[Event]:
        """Say the reply, and behind it quote what the pack's answer to the same question says, where it has one."""
        citations: tuple[Citation, ...] = ()
        if reply.about and self.portfolio.hiring:
            desk = self.desk_of()
            question = read_question(reply.about, desk.library.retriever.words)
            found = retrieve_hiring(question, desk.library, desk.keep)
            if found is not None:
                match, retrieved = found
                yield retrieved
                yield from self._say(reply.sentences)
                numbers = {n for n, item in enumerate(retrieved.kept, 1) if item.covers(match.paths[0])}
                ranked = rank(question, retrieved.kept, desk.library.meanings)
                new = [item for item in ranked if item.passage in numbers and not is_told(item, *reply.sentences)]
                yield from self._quote(new, WITH_A_REPLY)
                citations = self.numbering.citations(retrieved.kept)
        if not citations:
            yield from self._say(reply.sentences)
        yield self._answer(reply.kind, citations, reply.next_steps)

    def _quote(self, ranked: Sequence[Excerpt], length: Length | None = None) -> Iterator[Event]:
        length = length or (EACH_SIDE if self.part else SHORT)
        said = {sentence.text for sentence in self.sentences if sentence.shown}
        for excerpt in best(ranked, length):
            for sentence in quoted(excerpt):
                if sentence.text not in said:
                    yield from self._note(sentence)

    def _quoted(self, *excerpts: Excerpt) -> Iterator[Event]:
        for sentence in itertools.chain.from_iterable(map(quoted, excerpts)):
            yield from self._note(sentence)

    def _tell(self, sentences: Sequence[Sentence], citations: tuple[Citation, ...]) -> Iterator[Event]:
        """Tell what the structure of the portfolio says, of documents that are cited as passages are."""
        yield retrieved_of(citations, self.portfolio)
        for sentence in sentences:
            yield from self._note(sentence)
        yield self._answer("answer", citations, next_steps(self.portfolio, citations))

    def _say(self, texts: Sequence[str]) -> Iterator[Event]:
        for text in texts:
            yield from self._note(Sentence(text, True, (), 1.0, "said by the assistant itself", 0.0))

    def _note(self, event: Event | Evaluated) -> Iterator[Event]:
        self.watch.see(event)
        if isinstance(event, Sentence):
            if self.request.listed and event.quoted and event.shape.role == "paragraph":
                event = replace(event, shape=Shape("item"))
            event = self.numbering.numbered(event)
            self.sentences.append(event)
        if not isinstance(event, Evaluated):
            yield event

    def _answer(
        self, kind: AnswerKind, citations: tuple[Citation, ...], steps: tuple[NextStep, ...], notice: str = ""
    ) -> Answer:
        text = answer_text(sentence for sentence in self.sentences if sentence.shown)
        trace = self.watch.trace(self.model_name, self.mode)
        notices = " ".join(filter(None, (self.notice, notice)))
        said = tuple(self.sentences)
        return Answer(self.text, text, kind, said, citations, steps, trace, notices, self.alone)
