"""The portfolio itself: its schema, its loader, and the default pack of YAML and Markdown."""
