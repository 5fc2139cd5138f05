"""Text set for a terminal: blocks and Markdown in, lines of styled runs out. Knows nothing of Textual."""
