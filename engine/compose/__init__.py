"""Stage 3: passages to excerpts, and excerpts to a prompt within its budget."""
