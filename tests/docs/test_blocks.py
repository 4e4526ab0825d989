"""Every block of the documentation is run or checked, by what its language says.

Where a page shows what a command prints and it prints something else now, look whether that is
meant; then ``python -m tests.docs.renew`` writes it into the page.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from configparser import ConfigParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.docs.blocks import PROJECT, UNRUN, Block, blocks, pages
from tests.docs.played import play, runs
from ticker.config import load_text
from ticker.store.sql import run_sql

PAGES = pages()
BLOCKS = [block for page in PAGES for block in blocks(page)]
LANGUAGES = {
    "console": {"live", "exit", "type"},
    "sh": {"stays", "type", "unrun", "exit"},
    "python": {"unrun"},
    "toml": set(),
    "sql": set(),
    "json": set(),
    "jsonl": set(),
    "xml": set(),
    "html": set(),
    "ini": set(),
    "text": {"drawing"},
}
"""The languages of blocks, and the words that may stand behind each."""
READERS: dict[str, Callable[[str], object]] = {
    "json": json.loads,
    "jsonl": lambda text: [json.loads(line) for line in text.splitlines()],
    "xml": ElementTree.fromstring,
    "ini": lambda text: ConfigParser().read_string(text),
}
"""How documents are read that nothing is done with; ``html`` is read by `ticker try` alone."""
HELP_PAGES = {"docs/cli.md"}
"""Pages whose ``text`` blocks are generated, and held true where they are."""
MOST_UNRUN = {"network": 5, "root": 2, "here": 4, "tool": 4, "yours": 4}
"""So many blocks and no more are not run, and why: see `tests.docs.blocks.UNRUN`."""
SLOW = {"README.md", "docs/demo.md", "docs/tutorial.md"}


def of(language: str) -> list[Block]:
    return [block for block in BLOCKS if block.language == language]


def named(block: Block) -> str:
    return block.place


def page_parameters() -> list[object]:
    played = [page for page in PAGES if any(runs(block) for block in blocks(page))]
    return [
        pytest.param(
            page,
            id=str(page.relative_to(PROJECT)),
            marks=[pytest.mark.slow] if str(page.relative_to(PROJECT)) in SLOW else [],
        )
        for page in played
    ]


@pytest.mark.parametrize("page", page_parameters())
def test_a_page_does_what_it_shows(page: Path, tmp_path: Path, world: Path, at_once: Path) -> None:
    """Typed at a terminal, block after block, in a folder of its own."""
    for step in play(page, tmp_path, world, at_once):
        assert step.true, str(step)


@pytest.mark.parametrize("block", BLOCKS, ids=named)
def test_a_block_has_a_meaning(block: Block) -> None:
    """A block in no language, or with a word that nobody reads, would never be looked at."""
    assert block.language in LANGUAGES, f"say what it is: one of {', '.join(LANGUAGES)}"
    assert set(block.words) <= LANGUAGES[block.language]
    assert block.words.get("unrun", "network") in UNRUN
    if block.language == "text":
        page = str(block.page.relative_to(PROJECT))
        assert page in HELP_PAGES or "drawing" in block.words
    if block.language == "console":
        assert block.text.startswith("$ ")


def test_what_is_not_run_is_little_and_says_why() -> None:
    left = [block for block in BLOCKS if "unrun" in block.words]
    why = Counter(block.words["unrun"] for block in left)
    listed = "\n".join(f"{block.place}: {UNRUN[block.words['unrun']]}" for block in left)
    assert all(count <= MOST_UNRUN[reason] for reason, count in why.items()), listed


@pytest.mark.parametrize("block", of("toml"), ids=named)
def test_a_configuration_is_accepted(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in re.findall(r"\$\{(\w+)\}", block.text):
        monkeypatch.setenv(name, "a-secret-of-some-length")
    assert not load_text(block.text, block.page.with_name("config.toml")).inactive


@pytest.mark.parametrize(
    "block", [b for b in of("sql") if b.page.name != "sql.md"], ids=named
)  # those of docs/sql.md are asked in tests/store/test_docs_sql.py
def test_a_question_finds_rows(block: Block, world: Path) -> None:
    assert run_sql(world / "ticker.db", block.text).rows


@pytest.mark.parametrize(
    "block", [block for block in BLOCKS if block.language in READERS], ids=named
)
def test_a_document_can_be_read(block: Block) -> None:
    READERS[block.language](block.text)
