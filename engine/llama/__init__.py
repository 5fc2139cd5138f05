"""llama.cpp in this process: its functions, one context, threads, and what this machine has."""
