"""The baseline of a cold question: what a script with llama-cpp-python needs, for the same model and the same prompt.

    python benchmarks/ten_lines.py MODEL CONTEXT THREADS < PROMPT

Prints when the first token came, on the system's monotonic clock. As fast as such a script can be: one thread a core
and flash attention, neither of which the library chooses by itself.
"""

import sys
import time

from llama_cpp import Llama

path, context, threads = sys.argv[1:]
llama = Llama(
    path, n_ctx=int(context), n_threads=int(threads), n_threads_batch=int(threads), flash_attn=True, verbose=False
)
for _ in llama(sys.stdin.read(), max_tokens=40, temperature=0, stream=True):
    print(time.monotonic())
    break
