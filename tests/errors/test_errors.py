"""Every error of the program, read off its source: each says what to do, and is documented."""

from __future__ import annotations

import ast

import pytest

from tests.errors.reference import DOCUMENT, MARK, MEANINGS, renewed
from tests.errors.sites import HOUSE, MAKERS, WORDS_OF_FETCH, Site, kinds, pattern, sites

REASONS = {
    "query/instants.py": "a reason, no whole error: `resolve` tells it with option and example",
    "query/intervals.py": "the same",
    "store/restoring.py: nothing was ever stored in it": "told with a hint by the lines below it",
    "cli/adding.py: None": "a zone that was typed: the prompt asks for it again",
    "poll/cycle.py: None": "a fault of ours or of a library: kept by the poll, which has no hints",
    "poll/cycle.py: could not be parsed: …: …": "the same",
    "poll/reading.py: None": "what a parser process said: kept by the poll, which has no hints",
    "poll/visit.py: could not be recorded: …: …": "a fault of ours, kept by the poll",
    "poll/visit.py: HTTP 304 Not Modified, though nothing was known before": "kept by the poll; "
    "the next one asks without validators",
}
"""The errors that do not say what to do, by file and message, and why they need not."""


def place(site: Site) -> str:
    whole = site.file in REASONS
    return site.file if whole else f"{site.file}: {site.message}"


def test_every_error_says_what_to_do() -> None:
    silent = {place(site) for site in sites() if site.hint is None}
    assert silent - REASONS.keys() == set(), "give these a hint"
    assert REASONS.keys() - silent == set(), "these have one, or are gone"


def test_messages_begin_small_and_end_without_a_full_stop() -> None:
    """They follow ``error: WHERE: ``, and a hint follows them."""
    wrong = [
        (site.file, site.line, text)
        for site in sites()
        for text in (site.message, site.hint)
        if text and (text.endswith(".") and not text.endswith("...")) | (text != text.strip())
    ]
    assert wrong == []


def test_every_class_of_the_tree_is_explained() -> None:
    used = {site.kind for site in sites()}
    assert used <= MEANINGS.keys()
    assert MEANINGS.keys() <= kinds().keys()


@pytest.mark.parametrize("room", sorted({room for room, _ in MAKERS}))
def test_the_makers_of_errors_are_there(room: str) -> None:
    """A maker that was renamed would hide the errors that it makes."""
    paths = [HOUSE / f"{room}.py"] if (HOUSE / f"{room}.py").exists() else (HOUSE / room).rglob("*")
    defined = {
        node.name
        for path in paths
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    assert {name for of, name in MAKERS if of == room} <= defined
    assert (HOUSE / WORDS_OF_FETCH).exists()


def test_the_document_is_what_the_source_says() -> None:
    assert renewed(DOCUMENT.read_text()) == DOCUMENT.read_text(), (
        "renew it: python -m tests.errors.reference"
    )


def test_the_statuses_of_the_document_are_those_of_the_tree() -> None:
    head = DOCUMENT.read_text().partition(MARK)[0]
    for status in {*kinds().values(), 0, 130}:
        assert f"| {status} |" in head


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("'as it is'", "as it is"),
        ("f'{a} is {b}{c}'", "… is …"),
        ("'one ' + 'two'", "one two"),
        ("'this' if x else 'that'", "this / that"),
        ("_HINT", "known"),
        ("hint or 'otherwise'", "otherwise"),
        ("anything()", "…"),
        ("None", None),
    ],
)
def test_a_pattern_shows_what_is_filled_in(source: str, shown: str | None) -> None:
    names = {"_HINT": [ast.Constant("known")]}
    assert pattern(ast.parse(source, mode="eval").body, names) == shown
