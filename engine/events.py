"""The event stream: what each stage of an answer tells whoever listens.

`Assistant.ask` yields, in this order: Tokenized, Retrieved, each Sentence that is quoted at once, Composed, then
Drafted and Sentence as they come, and one Answer at the end. Waiting comes where other questions are being generated. A
question that needs no model (small talk, or one that the passages do not answer) skips from the stage that decided it
to Sentence and Answer.
Everything here is plain data: frozen, picklable, and turned into JSON by `to_json`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, ClassVar, Literal

Stage = Literal["tokenize", "retrieve", "compose", "generate", "stream"]
STAGES: tuple[Stage, ...] = ("tokenize", "retrieve", "compose", "generate", "stream")

SCHEMA_VERSION = 2
"""Version of the JSON form of events and answers; it grows when a field changes its meaning or goes away."""


LineRole = Literal["paragraph", "item", "row", "side", "about", "label", "code", "heading"]
"""What a line of a passage is: a paragraph, an item of a list, a row of a table, a side of a trade-off, what only tells
what a document is about, a label that only names it or lists its topics; or, in an answer, code, and one of several
questions above what answers it."""


_BLOCKS: tuple[LineRole, ...] = ("item", "row", "code", "heading")
"""Lines that do not flow with others."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a line is, of a row its cells below those of its table's `header`, and the `code` right below it."""

    role: LineRole = "paragraph"
    header: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    code: str = ""

    @property
    def block(self) -> tuple[LineRole, tuple[str, ...]]:
        """What lines share that stand in one block: in prose, in one list, in one table."""
        return (self.role, self.header) if self.role in _BLOCKS else ("paragraph", ())


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the portfolio, small enough to be quoted: one section, or a part of a long one.

    `link` opens it (``work/slug#problem``); `document` and `section` are their titles. `text` is plain prose, and
    `shapes` say what each of its lines is; none where that is not known.
    `also` are links to other sections that it holds, where short ones were put together. `asks` are ways to ask for it
    that the pack names: retrieval sees them, a reader does not.
    """

    id: int
    kind: str
    link: str
    document: str
    section: str
    text: str
    also: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    shapes: tuple[Shape, ...] = ()

    def covers(self, link: str) -> bool:
        """Say whether `link` leads here: to this section, or to the document that it belongs to."""
        return link in (self.link, self.link.partition("#")[0], *self.also)

    @property
    def heading(self) -> str:
        """Document and section titles, which travel with the passage into both indexes."""
        return f"{self.document}: {self.section}" if self.section != self.document else self.document


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of the question as the model reads it."""

    id: int
    piece: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Another question is being answered; `place` is 1 for the next in turn."""

    place: int
    type: ClassVar[str] = "waiting"


@dataclass(frozen=True, slots=True)
class Tokenized:
    """The question as token ids and pieces. `tokenizer` names whose vocabulary it is. Times are in seconds.

    `alone` is a follow-up as it can be understood without the turn before; empty for a question of its own.
    """

    question: str
    tokens: tuple[Token, ...]
    tokenizer: str
    seconds: float
    alone: str = ""
    type: ClassVar[str] = "tokenized"
    stage: ClassVar[Stage] = "tokenize"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with every score that ranked it; a score is None where that search did not find the passage.

    `dense` is a cosine, `lexical` BM25, `fused` the reciprocal-rank sum, `rerank` late interaction (MaxSim, 0 to 1).
    `score` gives the order: `rerank` with both searches, once more after feedback. `kept` says whether it goes into the
    prompt.
    """

    passage: Passage
    dense: float | None
    lexical: float | None
    fused: float
    rerank: float | None
    kept: bool
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Candidates, best first, and whether they can answer the question at all.

    Where they cannot, `near` says that the nearest of them may be shown as the nearest, and `related` that the places
    of the best may be named. `confidence` is compared with `threshold`; `reason` says in words what decided. `word` is
    the language model's own, where it was asked, and part of the confidence: the log-odds of yes against no. Where it
    was asked behind what had been quoted already, this comes a second time, with its word.
    """

    candidates: tuple[Candidate, ...]
    answerable: bool
    confidence: float
    threshold: float
    reason: str
    seconds: float
    word: float | None = None
    near: bool = False
    related: bool = False
    type: ClassVar[str] = "retrieved"
    stage: ClassVar[Stage] = "retrieve"

    @property
    def kept(self) -> tuple[Passage, ...]:
        """The passages that go on, best first: what a sentence's `passages` count in."""
        return tuple(candidate.passage for candidate in self.candidates if candidate.kept)

    @property
    def behind(self) -> Mapping[int, float]:
        """How far each kept passage, by its id, was ranked behind the best of them; none where nothing was ranked."""
        ranked = {item.passage.id: item.rerank for item in self.candidates if item.kept and item.rerank is not None}
        best = max(ranked.values(), default=0.0)
        return {passage: best - rerank for passage, rerank in ranked.items()}

    def keeping(self, passages: Sequence[Passage]) -> Retrieved:
        """Return the same with `passages` in front and kept, whether they were found or not, and nothing else kept."""
        known = {candidate.passage.id: candidate for candidate in self.candidates}
        front = (known.get(item.id) or Candidate(item, None, None, 0.0, None, kept=True) for item in passages)
        wanted = {item.id for item in passages}
        behind = (candidate for candidate in self.candidates if candidate.passage.id not in wanted)
        kept = (*(replace(item, kept=True) for item in front), *(replace(item, kept=False) for item in behind))
        return replace(self, candidates=kept)


@dataclass(frozen=True, slots=True)
class PromptPart:
    """A stretch of the prompt: who speaks in it (`role`), its text, how many tokens it took."""

    role: Literal["system", "passage", "history", "question", "control"]
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Composed:
    """The prompt as it is sent, in parts, and the token budget that it had to fit."""

    parts: tuple[PromptPart, ...]
    used: int
    budget: int
    mode: str
    seconds: float
    type: ClassVar[str] = "composed"
    stage: ClassVar[Stage] = "compose"


@dataclass(frozen=True, slots=True)
class Alternative:
    """A token that might have come instead."""

    piece: str
    probability: float


@dataclass(frozen=True, slots=True)
class Drafted:
    """One generated token, not yet checked. Probabilities are there only when somebody asked for them.

    From a server by URL it is a piece of text, of one token or more, and `token` is -1.
    """

    index: int
    text: str
    token: int
    seconds: float
    probability: float | None = None
    alternatives: tuple[Alternative, ...] = ()
    forced: bool = False
    type: ClassVar[str] = "drafted"
    stage: ClassVar[Stage] = "generate"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A checked sentence. `shown` is False for one that the passages do not support; `reason` says why.

    `passages` are the 1-based places, among the kept ones, of those that it comes from, and `citations` the numbers
    that the answer gives them. `support` is the checker's figure from 0 to 1. `shape` is that of the line that was
    quoted.
    """

    text: str
    shown: bool
    passages: tuple[int, ...]
    support: float
    reason: str
    seconds: float
    quoted: bool = False
    shape: Shape = Shape()
    citations: tuple[int, ...] = ()
    type: ClassVar[str] = "sentence"
    stage: ClassVar[Stage] = "stream"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence comes from: its number in the answer, and the link that opens the passage.

    Passages are numbered in the order in which sentences that are shown first cite them: 1, 2, 3.
    """

    number: int
    link: str
    title: str
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """Where to go from here."""

    link: str
    label: str


@dataclass(frozen=True, slots=True)
class StageTime:
    """When a stage began (seconds after the question was asked) and how long it took."""

    stage: Stage
    start: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Trace:
    """What it took: the waterfall, and the figures a reader of the Pipeline screen looks for.

    `generated_tokens` are those that the model chose, and `tokens_per_second` counts no others: `forced_tokens`, which
    copy mode gives it behind a choice, are never decoded one by one, and the last of them not at all.
    """

    model: str
    mode: str
    stages: tuple[StageTime, ...]
    seconds: float
    first_token: float | None = None
    prompt_tokens: int = 0
    reused_tokens: int = 0
    generated_tokens: int = 0
    tokens_per_second: float | None = None
    withheld: int = 0
    cached: bool = False
    forced_tokens: int = 0

    @property
    def written_tokens(self) -> int:
        """All tokens of what a model wrote, chosen and given; 0 where none did."""
        return self.generated_tokens + self.forced_tokens


AnswerKind = Literal["answer", "near", "not-in-portfolio", "small-talk", "navigation", "fallback", "stopped"]


@dataclass(frozen=True, slots=True)
class Answer:
    """The end of the stream: the text that may be shown, where it comes from, what next, what it took.

    `text` is Markdown: prose, and below it lists and tables where such are quoted.
    `alone` is the question as it was understood where it was a follow-up.
    """

    question: str
    text: str
    kind: AnswerKind
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    next_steps: tuple[NextStep, ...]
    trace: Trace
    notice: str = ""
    alone: str = ""
    type: ClassVar[str] = "answer"
    stage: ClassVar[Stage] = "stream"

    @property
    def links(self) -> tuple[str, ...]:
        """The sections that it cites: what a follow-up may lean on."""
        return tuple(citation.link for citation in self.citations)


Event = Waiting | Tokenized | Retrieved | Composed | Drafted | Sentence | Answer


@dataclass(frozen=True, slots=True)
class Told:
    """A line that was told, and where it stands: the section's link and the title of its document.

    `item` says that it is one of a list.
    """

    text: str
    link: str = ""
    document: str = ""
    item: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of the same conversation that was answered before, which a follow-up may lean on.

    `links` are the sections that the answer cites, `told` its sentences, and `alone` is the question as it was
    understood where it was a follow-up itself. `refused` says that the portfolio did not answer it.
    """

    question: str
    answer: str
    links: tuple[str, ...] = field(default=())
    told: tuple[Told, ...] = field(default=())
    alone: str = ""
    refused: bool = False

    @classmethod
    def of(cls, question: str, answer: Answer) -> Turn:
        """Return the turn in which `question` was answered."""
        cited = {citation.number: citation for citation in answer.citations}
        told = []
        for sentence in answer.sentences:
            source = cited.get(sentence.citations[0]) if sentence.citations else None
            link, title = (source.link, source.title) if source else ("", "")
            if sentence.shown:
                told.append(Told(sentence.text, link, title, sentence.shape.role == "item"))
        refused = answer.kind == "not-in-portfolio"
        return cls(question, answer.text, answer.links, tuple(told), answer.alone, refused)


def to_json(event: Event) -> dict[str, Any]:
    """Return an event as JSON-ready data, with its `type` and, where it has one, its `stage`."""
    stage = getattr(event, "stage", None)
    head = {"type": event.type} | ({"stage": stage} if stage else {})
    return head | asdict(event)
