"""Stage 2: question to ranked passages, and whether they can answer it."""
