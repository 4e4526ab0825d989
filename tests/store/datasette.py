"""``python -m tests.store.datasette``: what docs/sql.md says, as the metadata that Datasette reads
(https://docs.datasette.io/en/stable/metadata.html)."""

from __future__ import annotations

import json
import re
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
METADATA = DOCS / "datasette.json"

_SECTION = re.compile(r"^## (\w+)\n\n(.*?)\n\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
_ROW = re.compile(r"^\| `(\w+)` \| (.+) \|$", re.MULTILINE)
_QUESTION = re.compile(
    r"^([^\n`#|][^\n]*(?:\n[^\n]+)*)\n\n```sql\n(.*?)```", re.DOTALL | re.MULTILINE
)


def metadata(page: str) -> str:
    """The metadata file, of the text of docs/sql.md."""
    sections = {name: (words, rest) for name, words, rest in _SECTION.findall(page)}
    examples = page.partition("\n## Examples\n")[2]
    told = {
        "title": "The wire, as ticker recorded it",
        "databases": {
            "ticker": {
                "tables": {
                    name: _table(words, rest)
                    for name, (words, rest) in sections.items()
                    if name != "Examples"
                },
                "queries": dict(map(_query, _QUESTION.findall(examples))),
            }
        },
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _table(words: str, rest: str) -> dict[str, object]:
    return {
        "description": _plain(words),
        "columns": {column: _plain(meaning) for column, meaning in _ROW.findall(rest)},
    }


def _query(found: tuple[str, str]) -> tuple[str, dict[str, str]]:
    title, statement = found
    words = _plain(title)
    first = re.split(r"[.:] |[.:]$", words)[0]
    name = "-".join(re.findall(r"\w+", re.split("[:,(]", first)[0].lower()))
    return name, {"title": first, "description": words, "sql": statement.strip()}


def _plain(text: str) -> str:
    """Without marks of Markdown, on one line."""
    return re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", " ".join(text.split())).replace("`", "")


if __name__ == "__main__":
    METADATA.write_text(metadata((DOCS / "sql.md").read_text(encoding="utf-8")), encoding="utf-8")
