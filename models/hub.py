"""The model hub as a source of model files, through huggingface_hub in a child process."""

import os
from collections.abc import Callable
from email.message import Message
from pathlib import Path

from models.catalogue import Artefact, HubSource
from models.child import run_python
from models.errors import SourceError
from models.network import Wanted, explained

_HUB, _MIRROR = "https://huggingface.co", "HF_ENDPOINT"
_PROGRAM = Path(__file__).with_name("hub_download.py")


def fetch_from_hub(artefact: Artefact, source: HubSource, folder: Path, grown: Callable[[int], None]) -> None:
    """Fill ``folder`` with the artefact's files; ``grown`` is told how many bytes are there.

    Raises:
        SourceError: the hub is out of reach, or has no such file.
        OSError: the disk is full.
    """
    environment = {
        "HF_HOME": str(folder / "hub"),  # no shared cache, no links into it, no stored token
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "HF_HUB_DISABLE_XET": "1",  # plain HTTP: bytes land in the folder as they come, where they can be counted
        "HF_HUB_ETAG_TIMEOUT": "5",
        "HF_HUB_DOWNLOAD_TIMEOUT": "15",
    }
    names = [file.name for file in artefact.files]
    try:
        run_python([str(_PROGRAM), source.repo, source.revision, str(folder), *names], folder, environment, grown)
    except SourceError as failure:
        raise explained(failure, _wanted(source, names[0])) from failure


def _wanted(source: HubSource, name: str) -> Wanted:
    mirror = os.environ.get(_MIRROR, "")
    url = f"{(mirror or _HUB).rstrip('/')}/{source.repo}/resolve/{source.revision}/{name}"
    return Wanted(url, _is_of_a_hub, _MIRROR if mirror else "")


def _is_of_a_hub(headers: Message, body: bytes) -> bool:  # noqa: ARG001 -- a file may be anything
    return "X-Repo-Commit" in headers or "X-Error-Code" in headers
