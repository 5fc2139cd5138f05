"""The portfolio as static HTML: semantic, readable without style sheet or script, printable, under a strict policy."""
