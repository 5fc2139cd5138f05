"""Tables of text, which a terminal and a Markdown file print in their own way, and figures as their cells."""

from __future__ import annotations

from dataclasses import dataclass

_Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text: the first column names the row."""

    head: _Row
    rows: tuple[_Row, ...]

    def as_text(self) -> str:
        """Return it in aligned columns."""
        lines = [self.head, *self.rows]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.head))]
        return "\n".join(
            "  ".join(
                cell.ljust(width) if column == 0 else cell.rjust(width)
                for column, (cell, width) in enumerate(zip(line, widths, strict=True))
            ).rstrip()
            for line in lines
        )

    def as_markdown(self) -> str:
        """Return it as a Markdown table."""
        rule = ("---", *("---:" for _ in self.head[1:]))
        return "\n".join(f"| {' | '.join(_escaped(cell) for cell in line)} |" for line in (self.head, rule, *self.rows))


def percent(share: float | None) -> str:
    """Return a fraction as a percentage."""
    return "-" if share is None else f"{100 * share:.1f} %"


def decimal(value: float | None, digits: int = 3) -> str:
    """Return a figure with its decimals."""
    return "-" if value is None else f"{value:.{digits}f}"


def times(middle: float | None, high: float | None) -> str:
    """Return two times in seconds."""
    return "-" if middle is None or high is None else f"{middle:.2f} / {high:.2f} s"


def _escaped(cell: str) -> str:
    return cell.strip().replace("|", "\\|") if not cell.startswith("  ") else f"… {cell.strip()}"
