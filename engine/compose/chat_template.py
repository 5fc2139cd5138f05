"""Chat templates: which control tokens stand around each message.

A model's template is a Jinja program that came with its file. It never sees what anybody wrote: it renders
placeholders, and the text of each message takes its placeholder's place as plain tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, Protocol

Role = Literal["system", "user", "assistant"]
Piece = tuple[str, bool]
"""A text, and whether it is control text."""

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
_PLAIN = (
    "{% for message in messages %}{{ message['content'] }}\n\n{% endfor %}"
    "{% if add_generation_prompt %}Answer:{% endif %}"
)
PLACEHOLDER = re.compile(r"\x02(\d+)\x03")


class Vocabulary(Protocol):
    """What a template needs to know of a model."""

    @property
    def chat_template(self) -> str: ...  # noqa: D102
    @property
    def bos_text(self) -> str: ...  # noqa: D102
    @property
    def eos_text(self) -> str: ...  # noqa: D102
    @property
    def bos(self) -> int | None: ...  # noqa: D102
    def tokenize(self, text: str, *, control: bool = False) -> list[int]: ...  # noqa: D102


def frame(vocabulary: Vocabulary, roles: Sequence[Role]) -> list[str | int]:
    """Return the control text around messages of these roles, with each message's index where its text belongs.

    A template that refuses a system message gets the first two messages as one, from the user.
    """
    for template in (vocabulary.chat_template, fallback(vocabulary)):
        if template:
            for messages in _spellings(roles):
                rendered = _render(template, messages, vocabulary)
                if rendered is not None:
                    return list(_split(rendered))
    raise AssertionError("the plain template renders everything")


def frame_examples(
    vocabulary: Vocabulary, system: str, examples: Iterable[tuple[str, str]]
) -> tuple[list[Piece], list[Piece]]:
    """Return what stands before and behind a user's message, after a system message and examples of both sides."""
    roles: list[Role] = ["system"]
    texts = [system]
    for asked, answer in examples:
        roles += ["user", "assistant"]
        texts += [asked, answer]
    framed = frame(vocabulary, [*roles, "user"])
    place = framed.index(len(texts))
    pieces = [
        (piece, True) if isinstance(piece, str) else (texts[piece], False) for piece in framed if piece != len(texts)
    ]
    return pieces[:place], pieces[place:]


def with_beginning(vocabulary: Vocabulary, tokens: list[int]) -> list[int]:
    """Return `tokens` behind the model's token for the beginning of a text, where it has one and they lack it."""
    return [vocabulary.bos, *tokens] if vocabulary.bos is not None and tokens[:1] != [vocabulary.bos] else tokens


def fallback(vocabulary: Vocabulary) -> str:
    """Return the template for a model that brings none: ChatML where it knows those tokens, else plain text."""
    return CHATML if len(vocabulary.tokenize("<|im_start|>", control=True)) == 1 else _PLAIN


def _spellings(roles: Sequence[Role]) -> Iterator[list[dict[str, str]]]:
    messages = [{"role": role, "content": f"\x02{index}\x03"} for index, role in enumerate(roles)]
    yield messages
    if roles[:2] == ("system", "user") or list(roles[:2]) == ["system", "user"]:
        both = f"{messages[0]['content']}\n\n{messages[1]['content']}"
        yield [{"role": "user", "content": both}, *messages[2:]]


def _render(template: str, messages: list[dict[str, str]], vocabulary: Vocabulary) -> str | None:
    """Return the rendered template, or None where it fails or leaves a message out."""
    from jinja2 import TemplateError  # 40 ms; llama-cpp-python depends on it
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    def refuse(message: str) -> None:
        raise TemplateError(message)

    try:
        program = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True).from_string(template)
        text = program.render(
            messages=messages,
            add_generation_prompt=True,
            bos_token=vocabulary.bos_text,
            eos_token=vocabulary.eos_text,
            raise_exception=refuse,
            tools=None,
            strftime_now=lambda _: "",
            enable_thinking=False,
        )
    except (TemplateError, TypeError, ValueError, KeyError, AttributeError, IndexError):
        return None
    expected = [int(index) for message in messages for index in PLACEHOLDER.findall(message["content"])]
    return text if [int(index) for index in PLACEHOLDER.findall(text)] == expected else None


def _split(rendered: str) -> Iterator[str | int]:
    for position, piece in enumerate(PLACEHOLDER.split(rendered)):
        if position % 2:
            yield int(piece)
        elif piece:
            yield piece
