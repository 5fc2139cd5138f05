"""Converts the embedder (BERT safetensors and its tokenizer.json) to the GGUF file that llama.cpp runs, once.

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

from models.catalogue import load_catalogue
from models.errors import PullError
from models.progress import Progress, Report, Step, silent
from models.pull import REAL, Fetchers, held, os_sentence, pull
from models.resolve import MAGIC
from models.safetensors import read_float_tensors
from models.store import TEMPORARY_PREFIX, State, folder_of, path_of, status_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from gguf import GGMLQuantizationType, GGUFReader

    Tensors = dict[str, tuple[npt.NDArray[np.generic], GGMLQuantizationType]]

Keys = dict[str, bool | int | float | str | list[str] | list[int]]

CONVERTER_VERSION = 1  # raise it when the output changes: files of other versions are then rebuilt

# What the tensors do not tell (config.json of sentence-transformers/all-MiniLM-L6-v2).
_ARCHITECTURE = "bert"
_HEADS = 12
_LAYER_NORM_EPSILON = 1e-12
_TOKEN_TYPES = 2

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


def ensure_embedder(cache: Path, report: Report = silent, fetchers: Fetchers = REAL) -> EmbedderFiles:
    """Pull the embedder if needed, and convert it if that has not been done by this version; 0.4 s, once.

    Raises:
        PullError: as ``models.pull.pull``, or the converted file cannot be written.
    """
    embedder = load_catalogue().embedder
    folder = folder_of(embedder, cache)
    tokenizer = path_of(embedder, cache, "tokenizer.json")
    if status_of(embedder, cache).state is State.PRESENT and (ready := _converted_in(folder)):
        return EmbedderFiles(ready, tokenizer)
    pull(embedder, cache, report, fetchers)  # hashes what is there: damaged weights would make a bad file that stays
    try:
        with held(embedder, cache, report):
            ready = _converted_in(folder)  # by the process we waited for
            if not ready:
                report(Progress(embedder, Step.CONVERTING, total=embedder.bytes))
                ready = _convert_into(folder, path_of(embedder, cache, "model.safetensors"), tokenizer)
    except OSError as error:
        raise PullError(os_sentence(embedder, cache, error)) from error
    return EmbedderFiles(ready, tokenizer)


def embedder_here(cache: Path) -> EmbedderFiles | None:
    """Return the embedder's files where they are ready for use. Pulls and converts nothing."""
    embedder = load_catalogue().embedder
    ready = _converted_in(folder_of(embedder, cache))
    return EmbedderFiles(ready, path_of(embedder, cache, "tokenizer.json")) if ready else None


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
    _write(target, keys | _vocabulary(tokenizer), _quantised(tensors, layers))


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


def _write(target: Path, keys: Keys, tensors: "Tensors") -> None:
    """Write the file, and read it back: gguf 0.19.0 leaves out an empty text or list and flattens a list of lists."""
    import gguf

    writer = gguf.GGUFWriter(target, _ARCHITECTURE)
    add = {bool: writer.add_bool, int: writer.add_uint32, float: writer.add_float32, str: writer.add_string}
    for key, value in keys.items():
        add.get(type(value), writer.add_array)(key, value)
    for name, (data, kind) in tensors.items():
        writer.add_tensor(name, data, raw_dtype=kind)
    try:
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()
    if wrong := sorted(_differing(gguf.GGUFReader(target), keys, tensors)):
        raise PullError(f"the converted embedder does not hold what was written: {', '.join(wrong)}")


def _differing(reader: "GGUFReader", keys: Keys, tensors: "Tensors") -> set[str]:
    """Return the names of keys and tensors that a file does not hold as they were meant, and of those it adds."""
    meant = {"general.architecture": _ARCHITECTURE, **keys}
    read = {key: field.contents() for key, field in reader.fields.items() if not key.startswith("GGUF.")}
    held = {tensor.name: tensor.data.tobytes() for tensor in reader.tensors}
    wrong = {key for key, value in meant.items() if not _same(read.get(key), value)} | read.keys() - meant.keys()
    return wrong | {name for name, (data, _) in tensors.items() if held.get(name) != data.tobytes()}


def _same(read: object, meant: object) -> bool:
    if isinstance(read, float) and isinstance(meant, float):
        return abs(read - meant) <= 1e-6 * abs(meant)  # it is kept in 32 bits
    return read == meant


def _converted_in(folder: Path) -> Path | None:
    """Return this version's converted file. Its name carries its size, so that one cut short does not count."""
    for path in folder.glob(f"q8_0-v{CONVERTER_VERSION}-*.gguf"):
        with path.open("rb") as stream:
            whole = path.stem.endswith(f"-{path.stat().st_size}") and stream.read(len(MAGIC)) == MAGIC
        if whole:
            return path
    return None


def _convert_into(folder: Path, weights: Path, tokenizer: Path) -> Path:
    """Convert to a temporary file, rename it into place, and delete what other versions left."""
    with tempfile.TemporaryDirectory(prefix=TEMPORARY_PREFIX, dir=folder) as name:
        temporary = Path(name) / "embedder.gguf"
        convert(weights, tokenizer, temporary)
        with temporary.open("rb") as stream:
            os.fsync(stream.fileno())
        target = folder / f"q8_0-v{CONVERTER_VERSION}-{temporary.stat().st_size}.gguf"
        temporary.replace(target)
    for other in folder.glob("q8_0-v*.gguf"):
        if other != target:
            other.unlink()
    return target
