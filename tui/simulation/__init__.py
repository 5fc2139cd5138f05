"""The topology at work: what a failure does to each box, what waits under load, and how far one request gets.

Arithmetic over the pack's own figures: it knows the content alone, neither the engine nor how anything is drawn. It
stands in tui/ and not in content/, whose code is part of what a kept pack and a kept index were made with: a change
here leaves both as they are.
"""
