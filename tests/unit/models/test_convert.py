"""The conversion of the embedder, on a model of two small layers."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models import convert
from models.catalogue import Artefact, Catalogue, HubSource
from models.convert import EmbedderFiles, ensure_embedder
from models.errors import PullError
from models.gguf_file import differing, write_gguf
from models.progress import Progress, Step
from models.pull import Fetchers
from models.safetensors import read_float_tensors
from tests.fakes.models import Grown, sha256

WIDTH, INNER, LAYERS = 32, 64, 2
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "walk", "##ing", "é"]


def small_bert() -> dict[str, np.ndarray]:
    numbers = np.random.default_rng(7)
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(VOCABULARY), WIDTH),
        "embeddings.position_embeddings.weight": (16, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
        "embeddings.LayerNorm.weight": (WIDTH,),
        "embeddings.LayerNorm.bias": (WIDTH,),
        "pooler.dense.weight": (WIDTH, WIDTH),
        "pooler.dense.bias": (WIDTH,),
    }
    for layer in range(LAYERS):
        for name, rows, columns in (
            ("attention.self.query", WIDTH, WIDTH),
            ("attention.self.key", WIDTH, WIDTH),
            ("attention.self.value", WIDTH, WIDTH),
            ("attention.output.dense", WIDTH, WIDTH),
            ("intermediate.dense", INNER, WIDTH),
            ("output.dense", WIDTH, INNER),
        ):
            shapes[f"encoder.layer.{layer}.{name}.weight"] = (rows, columns)
            shapes[f"encoder.layer.{layer}.{name}.bias"] = (rows,)
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes[f"encoder.layer.{layer}.{name}.weight"] = (WIDTH,)
            shapes[f"encoder.layer.{layer}.{name}.bias"] = (WIDTH,)
    return {name: numbers.standard_normal(shape).astype(np.float32) for name, shape in shapes.items()}


def as_safetensors(tensors: dict[str, np.ndarray]) -> bytes:
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    data = b""
    kinds = {"float32": "F32", "int64": "I64"}
    for name, tensor in tensors.items():
        span = [len(data), len(data) + tensor.nbytes]
        header[name] = {"dtype": kinds[tensor.dtype.name], "shape": list(tensor.shape), "data_offsets": span}
        data += tensor.tobytes()
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


WEIGHTS = as_safetensors({"embeddings.position_ids": np.arange(16), **small_bert()})
TOKENIZER = json.dumps({"model": {"vocab": {piece: id_ for id_, piece in enumerate(VOCABULARY)}}}).encode()
SMALL = Artefact.of(
    {
        "key": "small-bert",
        "title": "A small BERT",
        "role": "embedder",
        "licence": "MIT",
        "recommended": True,
        "advice": "For tests.",
        "files": [
            {"name": "model.safetensors", "bytes": len(WEIGHTS), "sha256": sha256(WEIGHTS)},
            {"name": "tokenizer.json", "bytes": len(TOKENIZER), "sha256": sha256(TOKENIZER)},
        ],
        "sources": [{"kind": "hub", "repo": "someone/small-bert"}],
    }
)


def hub(artefact: Artefact, source: HubSource, folder: Path, grown: Grown) -> None:
    (folder / "model.safetensors").write_bytes(WEIGHTS)
    (folder / "tokenizer.json").write_bytes(TOKENIZER)


@pytest.fixture(autouse=True)
def small_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convert, "load_catalogue", lambda: Catalogue(artefacts=(SMALL,)))


def ensured(cache: Path) -> tuple[EmbedderFiles, list[Step]]:
    reports: list[Progress] = []
    files = ensure_embedder(cache, reports.append, Fetchers(hub=hub))
    return files, [report.step for report in reports]


def test_safetensors_are_read_as_they_were_written_and_index_buffers_left_out(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    path.write_bytes(WEIGHTS)
    tensors = read_float_tensors(path)
    expected = small_bert()
    assert tensors.keys() == expected.keys()
    for name, tensor in expected.items():
        np.testing.assert_array_equal(tensors[name], tensor)


def test_the_converted_file_says_what_llama_cpp_must_know(tmp_path: Path) -> None:
    from gguf import GGUFReader

    fields = GGUFReader(ensured(tmp_path)[0].gguf).fields
    value = {name: field.contents() for name, field in fields.items()}
    assert value["general.architecture"] == "bert"
    assert value["bert.block_count"] == LAYERS
    assert value["bert.context_length"] == 16
    assert value["bert.embedding_length"] == WIDTH
    assert value["bert.feed_forward_length"] == INNER
    assert value["bert.attention.causal"] is False
    assert value["bert.pooling_type"] == 1
    assert value["tokenizer.ggml.tokens"][2:] == ["[CLS]", "[SEP]", "[MASK]", "▁walk", "ing", "▁é"]
    assert value["tokenizer.ggml.cls_token_id"] == 2
    assert value["tokenizer.ggml.seperator_token_id"] == 3


def test_matrices_are_quantised_and_the_small_tensors_kept_in_full(tmp_path: Path) -> None:
    from gguf import GGUFReader
    from gguf.quants import dequantize

    tensors = {tensor.name: tensor for tensor in GGUFReader(ensured(tmp_path)[0].gguf).tensors}
    source = small_bert()
    kinds = {name: tensor.tensor_type.name for name, tensor in tensors.items()}
    assert kinds["blk.1.ffn_down.weight"] == kinds["token_embd.weight"] == "Q8_0"
    assert kinds["blk.0.attn_q.weight"] == kinds["blk.1.attn_output.weight"] == "F16"
    assert {kinds[name] for name in kinds if name.endswith(("norm.weight", ".bias"))} == {"F32"}
    assert kinds["position_embd.weight"] == kinds["token_types.weight"] == "F32"
    assert len(tensors) == len(source) - 2  # without the pooler
    down = dequantize(tensors["blk.1.ffn_down.weight"].data, tensors["blk.1.ffn_down.weight"].tensor_type)
    np.testing.assert_allclose(down, source["encoder.layer.1.output.dense.weight"], atol=0.02)
    key = tensors["blk.0.attn_k.bias"].data
    np.testing.assert_array_equal(key, source["encoder.layer.0.attention.self.key.bias"])


@pytest.mark.parametrize("value", ["", [], [[1, 2], [3, 4]]], ids=["empty text", "empty list", "list of lists"])
def test_what_the_file_does_not_hold_as_it_was_meant_is_an_error(tmp_path: Path, value: Any) -> None:
    """gguf 0.19.0 leaves these out or flattens them without an error."""
    with pytest.raises(PullError, match=r"written: odd$"):
        write_gguf(tmp_path / "x.gguf", {"bert.block_count": 2, "bert.epsilon": 1e-12, "odd": value}, {})


def test_what_a_damaged_file_holds_is_named(tmp_path: Path) -> None:
    from gguf import GGMLQuantizationType, GGUFReader, GGUFWriter

    path = tmp_path / "x.gguf"
    tensors = {"kept": (np.ones(4, np.float32), GGMLQuantizationType.F32)}
    write_gguf(path, {"bert.block_count": 2}, tensors)
    assert not differing(GGUFReader(path), {"bert.block_count": 2}, tensors)
    writer = GGUFWriter(path, "bert")
    writer.add_uint32("twice", 1)
    writer.add_uint32("twice", 2)  # gguf 0.19.0 keeps the last
    writer.add_tensor("kept", np.zeros(4, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    assert differing(GGUFReader(path), {"bert.block_count": 2}, tensors) == {
        "bert.block_count", "twice", "kept",
    }  # fmt: skip


def test_it_is_pulled_and_converted_once(tmp_path: Path) -> None:
    first, steps = ensured(tmp_path)
    assert Step.CONVERTING in steps
    assert first.tokenizer.read_bytes() == TOKENIZER
    assert ensured(tmp_path) == (first, [])


def test_a_converted_file_that_was_cut_short_is_made_again(tmp_path: Path) -> None:
    whole = ensured(tmp_path)[0].gguf
    data = whole.read_bytes()
    whole.write_bytes(data[:-1])
    files, steps = ensured(tmp_path)
    assert Step.CONVERTING in steps
    assert files.gguf.read_bytes() == data


def test_another_converter_version_converts_again_and_drops_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = ensured(tmp_path)[0].gguf
    monkeypatch.setattr(convert, "CONVERTER_VERSION", convert.CONVERTER_VERSION + 1)
    files, steps = ensured(tmp_path)
    assert Step.CONVERTING in steps
    assert files.gguf != old
    assert not old.exists()


def test_weights_of_the_right_size_with_a_wrong_byte_are_pulled_again_before_they_are_converted(tmp_path: Path) -> None:
    files, _ = ensured(tmp_path)
    right = files.gguf.read_bytes()
    files.gguf.unlink()
    weights = files.gguf.with_name("model.safetensors")
    weights.write_bytes(WEIGHTS[:-1] + bytes([WEIGHTS[-1] ^ 255]))
    assert ensured(tmp_path)[0].gguf.read_bytes() == right
    assert weights.read_bytes() == WEIGHTS


def test_a_conversion_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(weights: Path, tokenizer: Path, target: Path) -> None:
        target.write_bytes(b"GGUF half")
        raise KeyboardInterrupt

    monkeypatch.setattr(convert, "convert", fail)
    with pytest.raises(KeyboardInterrupt):
        ensured(tmp_path)
    assert sorted(path.name for path in (tmp_path / "models" / "small-bert").iterdir()) == [
        "model.safetensors",
        "tokenizer.json",
    ]
