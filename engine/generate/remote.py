"""Stage 4 by URL: prompt to tokens, by any server that speaks OpenAI's chat protocol.

Everything else stays here: retrieval, the decision whether to answer, and the check of each sentence. Copy mode is not
possible, since a server does not tell the scores of tokens of our choice. Nor are token ids: a piece has the id -1, and
may hold more than one token.
"""

from __future__ import annotations

import asyncio
import queue
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from content.safe_text import safe_text
from engine.compose.excerpts import Excerpt
from engine.compose.prompt import Composer, Prompt
from engine.events import Drafted, Passage, PromptPart, Token, Turn
from engine.generate.chat_client import ChatClient, ChatError, Patience
from engine.generate.circuit import Circuit
from engine.generate.model import ANSWER_TOKENS, STOPS
from engine.llama.context import Cancel, Evaluated
from engine.settings import Settings
from engine.tokenize.pieces import Tokenizer

BUDGET = 1_400
"""Tokens of a whole prompt, by the embedder's vocabulary: with the answer it fits into 2,048 of any other."""
_LONGEST = 4_000
"""Longest answer in characters. 220 tokens take about 1,000."""
_SLICE = 200
"""Characters tokenised at once: the embedder cuts what is longer than 256 tokens."""
TEMPLATE = "{% for message in messages %}{{ message['role'] }}:\n{{ message['content'] }}{% endfor %}"
"""Stands for the server's own template, which we do not see: each control part opens a message."""
_CONTROL = re.compile(r"(?<=<)(?=[|/｜!<A-Za-z])|(?<=[|｜])(?=>)|(?<=\[)(?=/|[A-Z_]+\])")
"""Where a visitor's text could spell a control token: `<|im_end|>`, `</s>`, `<start_of_turn>`, `[/INST]`."""

_Items = queue.SimpleQueue[str | Exception | None]


class RemoteModel:
    """A language model behind a URL. Any thread may call it, and several may generate at once."""

    def __init__(
        self, url: str, key: str, model: str, tokenizer: Tokenizer,
        patience: Patience | None = None, circuit: Circuit | None = None,
    ) -> None:  # fmt: skip
        """Connect to nothing yet. `tokenizer` counts the tokens of prompts; `model` is what the server calls it."""
        self.name = name_of(model)
        self.mode = "free"
        self.composer = Composer(Counter(tokenizer), BUDGET, self.mode)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="server of the model", daemon=True)
        self._thread.start()
        self._client = ChatClient(url, key, model, patience or Patience(), circuit or Circuit())
        self._closed = False

    def compose(
        self, question: str, passages: Sequence[Passage], ranked: Sequence[Excerpt], history: Sequence[Turn]
    ) -> Prompt:
        """Return the prompt. In what visitors typed, nothing is left that a server could read as a control token."""
        before = [replace(turn, question=without_control(turn.question)) for turn in history]
        return self.composer.compose(without_control(question), passages, ranked, before)

    def warm(self, cancel: Cancel) -> Iterator[Evaluated]:  # noqa: ARG002 -- a model in this process needs it
        """Do nothing: the server looks after itself."""
        yield from ()

    def generate(
        self,
        prompt: Prompt,
        excerpts: Sequence[Excerpt],  # noqa: ARG002 -- what a model in this process chooses from
        cancel: Cancel,
        *,
        probabilities: bool = False,  # noqa: ARG002
    ) -> Iterator[Evaluated | Drafted]:
        """Yield what the prompt took, then pieces as they come, until `cancel` or the end. Raises ChatError."""
        if cancel:
            return
        items: _Items = queue.SimpleQueue()
        start = time.perf_counter()
        answer = asyncio.run_coroutine_threadsafe(self._answer(prompt, items.put), self._loop)
        answer.add_done_callback(lambda _: items.put(None))
        cancel.then = lambda: (answer.cancel(), None)[1]
        if cancel:  # set before it could tell
            answer.cancel()
        try:
            for index, piece in enumerate(_until_stop(items)):
                now = time.perf_counter()
                if index == 0:
                    yield Evaluated(prompt.composed.used, 0, now - start)
                    start = now
                yield Drafted(index, safe_text(piece), -1, now - start)
                start = now
        finally:
            answer.cancel()

    def close(self) -> None:
        """Break off what still runs and close the connections. Twice is once."""
        if not self._closed:
            self._closed = True
            asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(timeout=5)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(timeout=5)
            self._loop.close()

    async def _answer(self, prompt: Prompt, put: Callable[[str | Exception], None]) -> None:
        try:
            async for piece in self._client.stream(messages_of(prompt.composed.parts), ANSWER_TOKENS, STOPS):
                put(piece)
        except ChatError as error:
            put(error)
        except Exception as error:  # a library's fault must not leave a reader waiting
            put(ChatError(f"the client of the model's server failed ({type(error).__name__})"))

    async def _end(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._client.close()


class Counter:
    """The embedder's vocabulary, as composing needs one: to count by, since a server takes text and no tokens."""

    chat_template = TEMPLATE
    bos_text = ""
    eos_text = ""
    bos: int | None = None

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    def tokenize(self, text: str, *, control: bool = False) -> list[int]:  # noqa: ARG002 -- it has no control tokens
        """Return the ids of `text`."""
        slices = (text[start : start + _SLICE] for start in range(0, len(text), _SLICE))
        return [token.id for piece in slices for token in self._words(piece)]

    def _words(self, text: str) -> Sequence[Token]:
        pieces = self._tokenizer.pieces(text)
        framed = len(pieces) > 1 and pieces[0].piece == "[CLS]"
        return pieces[1:-1] if framed else pieces


def name_of(model: str) -> str:
    """Return what answers call the model: the name that the server knows, where the owner gave one."""
    return safe_text(model) or "a server's model"


def messages_of(parts: Sequence[PromptPart]) -> list[dict[str, str]]:
    """Return the chat messages: a control part opens each, whatever the text of the others says."""
    messages: list[dict[str, str]] = []
    for part in parts:
        if part.role == "control":
            messages.append({"role": part.text.removesuffix(":\n"), "content": ""})
        else:
            messages[-1]["content"] += part.text
    return messages


def without_control(text: str) -> str:
    """Return `text` with a space in whatever could be the spelling of a control token."""
    return _CONTROL.sub(" ", text)


def _until_stop(items: _Items) -> Iterator[str]:
    """Yield pieces until the end, until a server goes on after its answer, or until it is too long."""
    tail, length = "", 0
    while (item := items.get()) is not None:
        if isinstance(item, Exception):
            raise item
        tail, length = (tail + item)[-16 - len(item) :], length + len(item)
        if length > _LONGEST or any(stop in tail for stop in STOPS):
            return
        yield item


def opened(settings: Settings, tokenizer: Tokenizer) -> RemoteModel:
    """Return the model behind the URL of the settings."""
    key = settings.llm_key.get_secret_value() if settings.llm_key else ""
    patience = Patience(first=settings.llm_first_token)
    return RemoteModel(settings.llm_url, key, settings.llm_model, tokenizer, patience)
