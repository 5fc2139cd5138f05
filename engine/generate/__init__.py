"""Stage 4: prompt to tokens, by a model here or behind a URL."""
