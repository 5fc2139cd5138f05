#!/usr/bin/env bash
# llama-cpp-python 0.3.36, gguf 0.19.0
# Most expect: embed gives one vector of length 1 for a text, and says so where the text is too long.
# What happens: of a model that names no pooling it gives a list of vectors, one a token. With pooling the vector is as long as it comes out. What
# is longer than n_batch is cut without a word: two texts that differ behind that have the same vector.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q llama-cpp-python==0.3.36 gguf==0.19.0 numpy==2.4.6
cat >model.py <<'PY'
import gguf
import numpy as np

WIDTH, INNER, LAYERS, WORDS = 64, 128, 2, 320


def write_model(path: str) -> None:
    """Write a llama of two layers with random weights: whatever it says, it says it as any other would."""
    random = np.random.default_rng(0)
    writer = gguf.GGUFWriter(path, "llama")
    for add, value in (
        (writer.add_context_length, 512), (writer.add_embedding_length, WIDTH), (writer.add_block_count, LAYERS),
        (writer.add_feed_forward_length, INNER), (writer.add_head_count, 2), (writer.add_head_count_kv, 2),
        (writer.add_layer_norm_rms_eps, 1e-5), (writer.add_rope_dimension_count, WIDTH // 2), (writer.add_vocab_size, WORDS),
    ):
        add(value)
    letters = [chr(97 + i % 26) * (1 + i // 26) for i in range(WORDS - 259)]
    writer.add_tokenizer_model("llama")
    writer.add_token_list(["<unk>", "<s>", "</s>", *(f"<0x{i:02X}>" for i in range(256)), *letters])
    writer.add_token_scores([-float(i) for i in range(WORDS)])
    writer.add_token_types([2, 3, 3] + [6] * 256 + [1] * len(letters))
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    shapes = {"token_embd": (WORDS, WIDTH), "output": (WORDS, WIDTH), "output_norm": (WIDTH,)}
    for layer in range(LAYERS):
        shapes |= {f"blk.{layer}.attn_{name}": (WIDTH, WIDTH) for name in ("q", "k", "v", "output")}
        shapes |= {f"blk.{layer}.ffn_{name}": (INNER, WIDTH) for name in ("gate", "up")}
        shapes |= {f"blk.{layer}.ffn_down": (WIDTH, INNER), f"blk.{layer}.attn_norm": (WIDTH,), f"blk.{layer}.ffn_norm": (WIDTH,)}
    for name, shape in shapes.items():
        values = np.ones(shape) if len(shape) == 1 else 0.3 * random.standard_normal(shape)
        writer.add_tensor(f"{name}.weight", values.astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


write_model("model.gguf")
PY
venv/bin/python model.py
venv/bin/python - 2>talk <<'PY' || { cat talk; exit 1; }
import math

from llama_cpp import Llama


def embedder(**options: object) -> Llama:
    return Llama("model.gguf", verbose=False, n_threads=1, n_ctx=64, n_batch=64, embedding=True, **options)


tokens = embedder().embed("abc")
mean = embedder(pooling_type=1)
length = math.hypot(*mean.embed("abc"))
start = "abc " * 60
same = mean.embed(start + "first") == mean.embed(start + "second")
seen = type(tokens[0]).__name__, len(tokens) > 1, round(length, 1) != 1.0, len(mean.tokenize(start.encode())) > 64, same
print("vectors a token, not of length 1, longer than a batch, same vector:", seen, f"length {length:.2f}")
assert seen == ("list", True, True, True, True)
PY
