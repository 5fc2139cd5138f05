#!/usr/bin/env bash
# llama-cpp-python 0.3.36, gguf 0.19.0
# Most expect: a saved state fits every context of the same model that is large enough, whatever else that context is set to.
# What happens: another n_ctx or n_batch is no matter. With flash attention set otherwise load_state raises, since values are then stored the
# other way round; and a sequence that was saved from a unified cache is read by no other (0 bytes, no error), nor the other way.
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
import ctypes

import llama_cpp
from llama_cpp import Llama


def context(**options: object) -> Llama:
    return Llama("model.gguf", verbose=False, n_threads=1, **{"n_ctx": 256, **options})


first = context()
first.eval([1, 270, 280, 290])
state = first.save_state()
seen = {}
for name, options in (("n_ctx", {"n_ctx": 512}), ("n_batch", {"n_batch": 32}), ("flash_attn", {"flash_attn": True})):
    other = context(**options)
    try:
        other.load_state(state)
        seen[name] = f"{other.n_tokens} tokens"
    except RuntimeError as error:
        seen[name] = str(error)
print(seen)
assert seen == {"n_ctx": "4 tokens", "n_batch": "4 tokens", "flash_attn": "Failed to set llama state data"}

model = llama_cpp.llama_model_load_from_file(b"model.gguf", llama_cpp.llama_model_default_params())


def sequences(unified: bool) -> ctypes.c_void_p:
    parameters = llama_cpp.llama_context_default_params()
    parameters.n_ctx, parameters.n_seq_max, parameters.kv_unified = 512, 2, unified
    return llama_cpp.llama_init_from_model(model, parameters)


read = {}
for saved in (False, True):
    source = sequences(saved)
    batch = llama_cpp.llama_batch_get_one((llama_cpp.llama_token * 4)(1, 270, 280, 290), 4)
    assert llama_cpp.llama_decode(source, batch) == 0
    size = llama_cpp.llama_state_seq_get_size(source, 0)
    data = (ctypes.c_uint8 * size)()
    assert llama_cpp.llama_state_seq_get_data(source, data, size, 0) == size
    for other in (False, True):
        read[saved, other] = llama_cpp.llama_state_seq_set_data(sequences(other), data, size, 1) == size
print("read, by (unified when saved, unified when read):", read)
assert read == {(False, False): True, (False, True): False, (True, False): False, (True, True): True}
PY
