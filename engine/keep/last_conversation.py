"""The last conversation of the command line, with which the next question can go on: one file, its owner's alone."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict

from content.files import write_file
from engine.events import Told, Turn
from engine.settings import Settings

_FILE = "conversation.json"
_TURNS = 3
"""How many turns are kept: as many as a follow-up can lean on."""
_HOUR = 3_600


class LastConversation:
    """What was asked and answered last about one pack. After `conversation_hours` it is gone, and deleted."""

    def __init__(self, settings: Settings) -> None:
        self._path = settings.data_dir / _FILE
        self._pack = str(settings.content.resolve())
        self._seconds = settings.conversation_hours * _HOUR

    def turns(self) -> tuple[Turn, ...]:
        """Return its turns, oldest first; none where there is no such conversation, or its file is damaged."""
        try:
            kept = json.loads(self._path.read_text("utf-8"))
            if not 0 <= time.time() - kept["at"] < self._seconds:
                self._path.unlink(missing_ok=True)
                return ()
            return tuple(map(_turn, kept["turns"])) if kept["pack"] == self._pack else ()
        except (OSError, ValueError, TypeError, KeyError):
            return ()

    def keep(self, turns: Sequence[Turn]) -> None:
        """Keep the last of these turns, in one step; nothing where the owner wants none kept, or the disk does not."""
        try:
            if not self._seconds:
                self._path.unlink(missing_ok=True)
                return
            kept = {"at": time.time(), "pack": self._pack, "turns": [asdict(turn) for turn in turns[-_TURNS:]]}
            write_file(self._path, json.dumps(kept), private=True)
        except OSError:
            return  # a convenience is not worth an error: the answer was given


def _turn(kept: dict[str, object]) -> Turn:
    told = [Told(**each) for each in kept.pop("told")]  # type: ignore[attr-defined]
    return Turn(**(kept | {"links": tuple(kept["links"]), "told": tuple(told)}))  # type: ignore[arg-type]
