"""Stage 4 as a page: every token in the colour of its probability, and what the model would rather have said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from engine.events import Drafted
from tui.drawing.prose.page import Block, Drawing, Gap, Rows, Text
from tui.drawing.prose.runs import Run, wrap
from tui.drawing.trace.bars import bar, fitted
from tui.drawing.trace.record import AnswerRecord, clean, duration
from tui.drawing.trace.tokenize import spelled_piece

LEVELS = ((0.9, "token-4"), (0.6, "token-3"), (0.3, "token-2"), (0.0, "token-1"))
"""The least probability for each look, best first."""
TOKEN = "token:"
"""Links to tokens begin so; what follows is the token's place in the answer."""
NOT_TAKEN = (
    "Probabilities are taken only when somebody looks, and nobody did while this answer was made. "
    "Press r to run the question again with them."
)


def blocks(record: AnswerRecord, focus: int | None = None) -> Iterator[Block]:
    """Yield the page; nothing where no model was asked. `focus` is the token whose alternatives are shown."""
    drafts = record.drafts
    if not drafts:
        if record.running == "generate":
            yield Text("The model is reading the prompt; the first token comes when it is through.", "muted")
        return
    yield Drawing(partial(_figures, record))
    yield Gap()
    yield Drawing(partial(_tokens, tuple(drafts), focus))
    if record.has_probabilities:
        yield Drawing(partial(_legend, any(draft.forced for draft in drafts)))
    yield Gap()
    if not record.has_probabilities:
        yield Text(NOT_TAKEN, "muted")
    elif focus is not None and 0 <= focus < len(drafts):
        yield Drawing(partial(_alternatives, drafts[focus]))


def chosen(drafts: Sequence[Drafted]) -> list[int]:
    """Return the places of the tokens that the model decided on: those with a probability."""
    return [place for place, draft in enumerate(drafts) if draft.probability is not None]


def _figures(record: AnswerRecord, width: int) -> Rows:
    drafts, answer = record.drafts, record.answer
    forced = sum(draft.forced for draft in drafts)
    runs = [Run(str(len(drafts)), "strong accent"), Run(" token" if len(drafts) == 1 else " tokens")]
    if forced:
        runs += [
            Run(": "), Run(str(len(drafts) - forced), "strong"), Run(" chosen by the model, "),
            Run(str(forced), "strong"), Run(" given"),
        ]  # fmt: skip
    if answer is not None:
        trace = answer.trace
        if trace.tokens_per_second:
            runs += [Run(" · "), Run(f"{trace.tokens_per_second:.0f}", "strong"), Run(" tokens/s")]
        if trace.prompt_tokens:
            kept = f", {trace.reused_tokens} of it reused" if trace.reused_tokens else ""
            runs.append(Run(f" · prompt {trace.prompt_tokens}{kept}", "muted"))
    return Rows(tuple(wrap(runs, width)))


def level(draft: Drafted) -> str:
    """Return the look of a token."""
    if draft.probability is None:
        return "token-given" if draft.forced else "token-plain"
    return next(role for least, role in LEVELS if draft.probability >= least or least == 0.0)


def _tokens(drafts: Sequence[Drafted], focus: int | None, width: int) -> Rows:
    """The answer as it was drafted. A space before a token belongs to no token, so that lines break at it."""
    runs: list[Run] = []
    for place, draft in enumerate(drafts):
        text = clean(draft.text)
        word = text.lstrip(" ")
        if len(word) < len(text):
            runs.append(Run(" " * (len(text) - len(word))))
        role = f"{level(draft)} token-focus" if place == focus else level(draft)
        for line, piece in enumerate(word.split("\n")):
            if line:
                runs.append(Run("\n"))
            if piece:
                runs.append(Run(piece, role, f"{TOKEN}{place}"))
    return Rows(tuple(wrap(runs, width)))


def _alternatives(draft: Drafted, width: int) -> Rows:
    """The token in focus with its probability, and the likeliest tokens in its place as bars."""
    said = [
        Run(spelled_piece(draft.text), f"{level(draft)} strong"),
        Run(f" is token {draft.token}" if draft.token >= 0 else " is a piece of the server's answer", "muted"),
    ]
    if draft.probability is None:
        why = "given: it continues the sentence that was chosen" if draft.forced else "its probability was not taken"
        return Rows(tuple(wrap([*said, Run(f", {why}.", "muted")], width)))
    said.append(Run(f", taken at {probability_text(draft.probability)} in {duration(draft.seconds)}", "muted"))
    pieces = [spelled_piece(alternative.piece) for alternative in draft.alternatives]
    column = min(18, max((len(piece) for piece in pieces), default=0) + 1)
    room = max(4, min(40, width - column - 8))
    rows = list(wrap(said, width))
    for piece, alternative in zip(pieces, draft.alternatives, strict=True):
        taken = piece == spelled_piece(draft.text)
        look = "strong" if taken else "muted"
        drawn = bar(alternative.probability, room, "bar" if taken else "bar-quiet")
        rows.append(
            (
                Run(fitted(piece, column), look),
                *drawn,
                Run(fitted(probability_text(alternative.probability), 7, right=True), look),
            )
        )
    if draft.alternatives and spelled_piece(draft.text) not in pieces:
        words = "Copying allows only sentences of the portfolio here, and weighs how well each fits the question."
        rows += wrap([Run(words, "muted")], width)
    return Rows(tuple(rows))


def probability_text(probability: float) -> str:
    """Return a probability in percent, with the digits that matter."""
    return f"{probability:.1%}" if probability >= 0.001 else f"{probability:.0e}" if probability > 0 else "0 %"


def _legend(forced: bool, width: int) -> Rows:
    runs = [Run("≥ 90 %", "token-4"), Run("  "), Run("≥ 60 %", "token-3"), Run("  ")]
    runs += [Run("≥ 30 %", "token-2"), Run("  "), Run("below", "token-1")]
    if forced:
        runs += [Run("  "), Run("given", "token-given")]
    return Rows(((), *wrap([*runs, Run("   Tab: what else could have come", "muted")], width)))
