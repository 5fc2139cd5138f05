"""Writes the files that quote the program. Run by scripts/docs, and by the test that finds drift."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

RENEW_TOUR = "portfolio tour --svg docs/images/tour.svg"
HEAD = """# Commands

Generated from the program by `scripts/docs`; a test fails when the two differ.

stdout is data and stderr is talk. What prints JSON takes `--json`. A pipe, `--plain` and `NO_COLOR` give plain text.
With `--json`, what ends a command is JSON, too: `{"error": {"code": 4, "message": "…"}}`, with the exit code; its
sentence stands on stderr as always. Where stdout is not UTF-8, text has the nearest characters of its encoding; JSON
and drawings name what it lacks. Who has no home folder sets `PORTFOLIO_DATA_DIR` and `PORTFOLIO_CACHE_DIR`.
"""


def generated() -> dict[Path, str]:
    """Return every generated file's text, by its path."""
    import man_page
    from cell_widths import FILE, cell_widths
    from content.schemas.generate import FOLDER, schema_files
    from events_page import events_page, events_schema
    from import_table import with_import_table
    from keys_table import with_keys
    from limits_table import with_limits
    from tui.hosting.deployment.deployment import containerfile

    schemas = {FOLDER / name: text for name, text in schema_files().items()}
    docs = {"commands.md": commands_page(), "events.md": events_page(), "events.schema.json": events_schema()}
    docs["hosting.md"] = with_limits((ROOT / "docs" / "hosting.md").read_text(encoding="utf-8"))
    docs["visitor.md"] = with_keys((ROOT / "docs" / "visitor.md").read_text(encoding="utf-8"))
    docs["owner.md"] = with_import_table((ROOT / "docs" / "owner.md").read_text(encoding="utf-8"))
    return (
        {ROOT / "docs" / name: text for name, text in docs.items()}
        | schemas
        | {
            FILE: cell_widths(),
            man_page.FILE: man_page.man_page(),
            ROOT / "Containerfile": containerfile("3.13", source=True),
        }
    )


def commands_page() -> str:
    """Return the reference of every command as Markdown."""
    parts = [HEAD]
    for words, text in helps().items():
        parts.append(f"{'#' * min(len(words) + 1, 3)} {' '.join(words)}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def helps() -> dict[tuple[str, ...], str]:
    """Return the --help of every command by its words."""
    from command_tree import every_command

    return {
        words: "\n".join(line.rstrip() for line in command.get_help(context).splitlines()).strip()
        for words, command, context in every_command()
    }


def main(arguments: list[str]) -> int:
    """Write the files, or with --check only compare them. Returns 1 where one differs."""
    drifted = [(path, text) for path, text in generated().items() if not _same(path, text)]
    for path, text in drifted:
        sys.stderr.write(f"{path.relative_to(ROOT)} {'has drifted' if '--check' in arguments else 'is written'}\n")
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    is_old = not tour_is_current()
    if is_old:  # it takes a model and the minutes of the tour, so it is renewed by hand
        sys.stderr.write(f"docs/images/tour.svg is older than the tour: `{RENEW_TOUR}` renews it\n")
    return int("--check" in arguments and (bool(drifted) or is_old))


def tour_is_current() -> bool:
    """Say whether the README's picture was recorded of the tour as it is now."""
    from content.loader import DEFAULT_PACK
    from tui.recording import fingerprint_of_tour

    picture = (ROOT / "docs" / "images" / "tour.svg").read_text(encoding="utf-8")
    return f"<metadata>{fingerprint_of_tour(DEFAULT_PACK)}</metadata>" in picture


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
