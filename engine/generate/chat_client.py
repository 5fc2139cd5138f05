"""The client of an OpenAI-compatible chat server: one streamed completion, with limits on everything it may do to us.

The server is not trusted: it may hang, break off, or send what is no text. Whatever happens ends in pieces of text or
in one ChatError. What it says about an error is not repeated, since it would reach visitors.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.generate.circuit import Circuit
from engine.llama.context import ModelLoadError

if TYPE_CHECKING:
    import httpx2

LINE = 256 * 1024
"""Longest line of a stream, in bytes. A token with twenty alternatives takes some 2 KB."""
TOTAL = 8 * 1024 * 1024
"""Most bytes of one answer."""
PASSING = {408, 425, 429, 500, 502, 503, 504}
"""Statuses that may be different the next time."""

_Message = Mapping[str, str]


class ChatError(ModelLoadError):
    """Why the server gave no (whole) answer, in words that a visitor may read.

    `passing` says whether asking again may help, `after` how many seconds the server asks to be left alone.
    """

    def __init__(self, text: str, *, passing: bool = False, after: float = 0.0) -> None:
        super().__init__(text)
        self.passing = passing
        self.after = after


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds, and how often to try. Only what has not begun to answer is tried again."""

    connect: float = 3.0
    first: float = 30.0
    between: float = 15.0
    whole: float = 180.0
    tries: int = 3
    pause: float = 0.4
    """Longest pause before the second try; it doubles with each, and a random part of it is taken."""
    asked: float = 5.0
    """Longest pause that a server may ask for."""


class ChatClient:
    """A server's chat endpoint. For one event loop."""

    def __init__(self, url: str, key: str, model: str, patience: Patience, circuit: Circuit) -> None:
        """`url` ends in what the server calls its API's root, such as ``http://localhost:8000/v1``."""
        import httpx2  # 90 ms, and only for those who have such a server

        self._http = httpx2
        headers = {"Accept": "text/event-stream", "Accept-Encoding": "identity"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._endpoint = f"{url.rstrip('/')}/chat/completions"
        self._model = model
        self._patience = patience
        self._circuit = circuit
        timeout = httpx2.Timeout(patience.whole, connect=patience.connect)
        self._client = httpx2.AsyncClient(headers=headers, timeout=timeout, follow_redirects=False)

    async def stream(self, messages: Sequence[_Message], most: int, stops: Sequence[str]) -> AsyncGenerator[str]:
        """Yield the pieces of an answer of at most `most` tokens. Raises ChatError."""
        if not self._circuit.enter():
            raise ChatError("the model's server has failed several times and is left alone for a while")
        body = {"messages": messages, "stream": True, "max_tokens": most, "stop": list(stops), "temperature": 0}
        if self._model:
            body["model"] = self._model
        ended = False
        try:
            async with asyncio.timeout(self._patience.whole), aclosing(self._tried(body)) as pieces:
                async for piece in pieces:
                    yield piece
            ended = True
            self._circuit.succeeded()
        except ChatError:
            ended = True
            self._circuit.failed()
            raise
        except TimeoutError as error:
            ended = True
            self._circuit.failed()
            raise ChatError("the model's server took too long") from error
        finally:
            if not ended:
                self._circuit.left()

    async def close(self) -> None:
        """Close its connections."""
        await self._client.aclose()

    async def _tried(self, body: Mapping[str, Any]) -> AsyncGenerator[str]:
        """Yield what the first try yields that begins to answer."""
        for left in reversed(range(self._patience.tries)):
            begun = False
            try:
                async with aclosing(self._once(body)) as pieces:
                    async for piece in pieces:
                        begun = True
                        yield piece
                return
            except ChatError as error:
                if begun or not error.passing or not left:
                    raise
                longest = self._patience.pause * 2 ** (self._patience.tries - 1 - left)
                await asyncio.sleep(max(random.uniform(0, longest), min(error.after, self._patience.asked)))

    async def _once(self, body: Mapping[str, Any]) -> AsyncGenerator[str]:
        http = self._http
        begun = False
        try:
            async with (
                asyncio.timeout(self._patience.first) as limit,
                self._client.stream("POST", self._endpoint, json=body) as response,
            ):
                _accept(response)
                async with aclosing(deltas_of(response.aiter_raw())) as deltas:
                    async for delta in deltas:
                        limit.reschedule(asyncio.get_running_loop().time() + self._patience.between)
                        if delta:
                            begun = True
                            yield delta
        except TimeoutError as error:
            raise ChatError(f"the model's server {'stopped' if begun else 'does not answer'}") from error
        except (http.ConnectTimeout, http.ConnectError) as error:
            raise ChatError("the model's server cannot be reached", passing=True) from error
        except (http.HTTPError, http.StreamError, http.InvalidURL, OSError) as error:
            raise ChatError("the model's server broke off", passing=True) from error


def _accept(response: httpx2.Response) -> None:
    """Raise ChatError for anything but a stream of events."""
    status = response.status_code
    if status != 200:
        text = {401: "refuses the key", 403: "refuses the key", 404: "has no such model or address"}.get(
            status, f"answers with status {status}"
        )
        after = response.headers.get("Retry-After", "")
        seconds = float(after) if after.isascii() and after.isdigit() and len(after) < 6 else 0.0
        raise ChatError(f"the model's server {text}", passing=status in PASSING, after=seconds)
    kind = response.headers.get("Content-Type", "")
    if not kind.lower().startswith("text/event-stream"):
        raise ChatError("what answers is no server of a language model")


async def deltas_of(chunks: AsyncIterator[bytes]) -> AsyncGenerator[str]:
    """Yield the text of each event, empty where it has none, until the server is done. Raises ChatError."""
    finished = False
    async with aclosing(stream_lines(chunks)) as lines:
        async for line in lines:
            if not line.startswith(b"data:"):
                continue  # comments, names of events, blank lines
            data = line[5:].strip()
            if data == b"[DONE]":
                return
            text, last = _delta(data)
            finished = finished or last
            yield text
    if not finished:
        raise ChatError("the model's server broke off", passing=True)


async def stream_lines(chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
    """Yield the lines of a stream. Raises ChatError for a line, or a stream, without an end."""
    rest, total = b"", 0
    async for chunk in chunks:
        total += len(chunk)
        *lines, rest = (rest + chunk).split(b"\n")
        if len(rest) > LINE or total > TOTAL or any(len(line) > LINE for line in lines):
            raise ChatError("the model's server sends too much")
        for line in lines:
            yield line
    if rest:
        yield rest


def _delta(data: bytes) -> tuple[str, bool]:
    """Return the text of one event and whether it is the last. Raises ChatError for what is no such event."""
    try:
        event = json.loads(data.decode("utf-8", "replace"))
        if not isinstance(event, dict) or event.get("error"):
            raise ChatError("the model's server reports an error", passing=True)
        choices = event["choices"]
        if not choices:
            return "", False  # figures about the whole
        text = choices[0]["delta"].get("content") or ""
        last = choices[0].get("finish_reason") is not None
    except (ValueError, RecursionError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise ChatError("the model's server sends what is no answer") from error
    if not isinstance(text, str):
        raise ChatError("the model's server sends what is no answer")
    return text, last
