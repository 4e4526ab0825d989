"""What changed between two wordings, as a line of a terminal."""

from __future__ import annotations

from ticker.cli.cells import Line, Span
from ticker.wording import word_diff


def diff_line(was: str, now: str) -> Line:
    """The change as a line: ``[-out-]{+in+}`` as ``git diff --word-diff`` has it, and coloured."""
    return tuple(_span(kind, text) for kind, text in word_diff(was, now))


def _span(kind: str, text: str) -> Span:
    if kind == "-":
        return f"[-{text}-]", "red"
    return (f"{{+{text}+}}", "green") if kind == "+" else (text, "")
