"""Takes a pack to where a terminal is not: Markdown, JSON Resume, static HTML, a résumé on one page."""
