"""docs/errors.md: its head is written by hand, its tables are read off the source.

Renew it with ``python -m tests.errors.reference``; a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.errors.sites import FILLED, Site, kinds, sites

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "errors.md"
MARK = "<!-- from here on: written by `python -m tests.errors.reference` -->\n"

MEANINGS = {
    "UsageError": "A question, an option, an argument or a file that was named cannot be used. "
    "Nothing was done.",
    "ConfigError": "`config.toml` cannot be used; WHERE is its file and line. Nothing was done; a "
    "daemon that was asked to reload goes on with the configuration that it has.",
    "SqlError": "A statement of `ticker sql` cannot be run, or is no question.",
    "FetchError": "A document did not arrive whole. The other sources go on, this one is polled "
    "again; `ticker sources` shows the message until it answers.",
    "ParseError": "What arrived is not what the source is. The other sources go on, this one is "
    "polled again; nothing is taken for gone because of it.",
    "ReplayError": "A recording or a capture cannot be read, or contradicts the record. Nothing "
    "was written.",
    "DeliveryError": "A message was not taken. It is sent again for a day, then marked; `ticker "
    "alerts` shows it, and `ticker alerts retry` sends it once more.",
    "TickerError": "A poll could not be recorded, by a fault of ours. The other polls are.",
    "StoreError": "The store cannot be used, or the statement about it is refused. What was "
    "acknowledged is safe.",
    "StoreBusyError": "Another process has what is needed. Nothing was changed.",
    "StoreDamagedError": "The file of the store is damaged. A backup is what mends it; nothing "
    "was written.",
    "StoreFullError": "No space is left. What was acknowledged is safe.",
}
"""What each class means, in the order of the document."""


INSTEAD = {
    "query": "the hint has an example of what the option takes",
    "store": "nothing was changed; name a backup that this ticker or an older one made",
}
LATER = "the next poll tries again; `ticker sources` shows how it went"
"""What the errors without a hint come to, by room."""


def rows(known: Sequence[Site], kind: str) -> Iterator[str]:
    """The messages of a class by the alphabet, placeholders last."""
    of_kind = {
        (site.message, site.hint or INSTEAD.get(site.file.partition("/")[0], LATER))
        for site in known
        if site.kind == kind and site.message
    }
    best: dict[str, str] = {}
    for message, hint in of_kind:
        if message is not None:
            best[message] = max(best.get(message, ""), hint, key=lambda h: (h not in "…", h))
    for message in sorted(best, key=lambda m: (m.startswith(FILLED), m.lower())):
        yield f"| {code(message)} | {plain(best[message])} |"


def code(text: str) -> str:
    """A message as Markdown's code within a table."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}".replace("|", "\\|").replace("\n", " ")


def plain(text: str) -> str:
    """A hint within a table: its own code stays code, nothing else of it is markup."""
    parts = text.split("`")
    shown = [
        part if place % 2 else part.replace("<", "&lt;").replace("*", "\\*").replace("[", "\\[")
        for place, part in enumerate(parts)
    ]
    return "`".join(shown).replace("|", "\\|")


def reference() -> str:
    """The generated part of the document."""
    known, statuses = list(sites()), kinds()
    parts = [MARK]
    for kind, meaning in MEANINGS.items():
        found = list(rows(known, kind))
        if found:
            parts.append(f"\n## {kind}: status {statuses[kind]}\n\n{meaning}\n\n")
            parts.append("| message | what to do |\n|---|---|\n" + "\n".join(found) + "\n")
    return "".join(parts)


def renewed(document: str) -> str:
    """The document with its generated part as it must be."""
    return document.partition(MARK)[0] + reference()


if __name__ == "__main__":
    DOCUMENT.write_text(renewed(DOCUMENT.read_text()))
