"""What an index is called: by its content, its embedder, and the code that decides what is in it."""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path

from content.files import write_file
from content.loader import Portfolio
from engine.fingerprint import RETRIEVAL, VECTORS
from engine.language.language import language_of
from engine.language.words import PROBES

_KEPT = "names.json"
_MOST = 20
"""Names that are kept: those of packs and programs that share a cache folder."""


def index_name(portfolio: Portfolio, embedder: str) -> str:
    """Return the folder name of this content's index by the embedder with this digest and by this code; indexes whose
    vectors are the same share its first half."""
    vectors = hashlib.sha256(f"{embedder}{VECTORS.digest()}".encode()).hexdigest()
    content = hashlib.sha256(f"{portfolio.digest}{RETRIEVAL.digest()}{_stems(portfolio)}".encode()).hexdigest()
    return f"{vectors[:16]}-{content[:16]}"


def kept_index_name(portfolio: Portfolio, embedder: str, folder: Path) -> str:
    """Return `index_name`, kept in the `folder` of the indexes while the code's files look as they did.

    To look at them takes a millisecond, to read them and ask for the libraries' versions takes every start 20.
    """
    deciding = [portfolio.digest, embedder, _stems(portfolio), *VECTORS.stamps(), *RETRIEVAL.stamps()]
    key = hashlib.sha256(json.dumps(deciding).encode()).hexdigest()[:32]
    names: dict[str, str] = {}
    with contextlib.suppress(OSError, ValueError, TypeError):
        names = dict(json.loads((folder / _KEPT).read_text(encoding="utf-8")))
    if key not in names:
        names = dict(list(names.items())[1 - _MOST :]) | {key: index_name(portfolio, embedder)}
        with contextlib.suppress(OSError):  # somebody else's cache, which is only read
            write_file(folder / _KEPT, json.dumps(names))
    return str(names[key])


def _stems(portfolio: Portfolio) -> str:
    """Return what the stemmer makes of some words: terms under other stems are never found."""
    return " ".join(map(language_of(portfolio).stem, PROBES))
