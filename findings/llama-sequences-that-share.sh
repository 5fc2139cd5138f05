#!/usr/bin/env bash
# llama-cpp-python 0.3.36, gguf 0.19.0
# Most expect: a token of a batch may belong to several sequences, which is how a prompt that they share is computed once; and n_ctx is what all
# of them have together.
# What happens: both hold only with kv_unified, which is not the default. Without it the decode of a shared token returns 1, as if the
# cache were full, and each sequence has n_ctx / n_seq_max, rounded up to 256: of 256 for two, each gets 256, and n_ctx says 512.
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

model = llama_cpp.llama_model_load_from_file(b"model.gguf", llama_cpp.llama_model_default_params())


def decode(context: ctypes.c_void_p, tokens: list[int], sequences: list[int]) -> int:
    batch = llama_cpp.llama_batch_init(len(tokens), 0, len(sequences))
    batch.n_tokens = len(tokens)
    for place, token in enumerate(tokens):
        batch.token[place], batch.pos[place], batch.logits[place] = token, place, False
        batch.n_seq_id[place] = len(sequences)
        for number, sequence in enumerate(sequences):
            batch.seq_id[place][number] = sequence
    return llama_cpp.llama_decode(context, batch)


seen = {}
for unified in (llama_cpp.llama_context_default_params().kv_unified, True):
    parameters = llama_cpp.llama_context_default_params()
    parameters.n_ctx, parameters.n_seq_max, parameters.kv_unified = 256, 2, unified
    context = llama_cpp.llama_init_from_model(model, parameters)
    alone = decode(context, [1, 270, 280], [0])
    llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(context), True)
    seen[unified] = llama_cpp.llama_n_ctx(context), alone, decode(context, [1, 270, 280], [0, 1])
print("unified: (n_ctx, decode of one sequence, of two at once):", seen)
assert seen == {False: (512, 0, 1), True: (256, 0, 0)}
PY
