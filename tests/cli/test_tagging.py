"""`tag` and `rules`, from the command line to the view."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from ticker.store import Store

NOW = datetime(2025, 7, 10, tzinfo=UTC)


def rules(config: Path, *lines: str) -> None:
    """These rules, beside the source that is there."""
    text = config.read_text().split("\n[[rules]]")[0]
    config.write_text(text + "\n" + "\n".join(lines) + "\n")


FERRY = ('[[rules]]\ntag = "ferry"\nany = ["ferry|паром"]',)


def ids(ticker: Command, *asked: str) -> list[int]:
    answer = ticker("items", "--format", "json", "--order", "seen", *asked)
    return sorted(item["id"] for item in json.loads(answer.stdout))


def test_tags_are_given_asked_for_shown_and_taken_away(ticker: Command, polled: Path) -> None:
    (ferry,) = ids(ticker, "--text", "ferry")
    (storm,) = ids(ticker, "--text", "storm")
    given = ticker("tag", str(ferry), "#Follow-Up", "night shift")
    assert given.stdout == f"item {ferry}: tagged #follow-up\nitem {ferry}: tagged #night shift\n"
    ticker("tag", str(storm), "follow-up")
    assert ids(ticker, "--tag", "follow-up", "--tag", "night shift") == [ferry]
    assert ids(ticker, "--any-tag", "night shift", "--any-tag", "follow-up") == sorted(
        [ferry, storm]
    )
    assert ids(ticker, "--tag", "follow-up", "--not-tag", "night shift") == [storm]
    assert "#follow-up*" in ticker("items").stdout
    assert "source: coast; user: follow-up, night shift" in ticker("history", str(ferry)).stdout
    assert ["follow-up", "2", "user"] in [
        line.split() for line in ticker("tags").stdout.splitlines()
    ]
    taken = ticker("tag", "--remove", str(ferry), "follow-up", "coast")
    assert taken.exit_code == 0
    assert "no user tagged it #coast" in taken.stderr
    assert ids(ticker, "--tag", "follow-up") == [storm]
    assert ticker("tag", "--remove", str(ferry), "follow-up").exit_code == 1


def test_tags_and_rules_are_written_while_a_daemon_has_the_store(
    ticker: Command, polled: Path, here: Path
) -> None:
    rules(polled, *FERRY)
    from_file = f"sqlite:///{here / 'ticker.db'}"
    (ferry,) = ids(ticker, "--text", "ferry")
    with Store.open(from_file, write=True, now=NOW):
        assert "already running" in ticker("poll").stderr
        assert ticker("tag", str(ferry), "desk").exit_code == 0
        assert ticker("rules", "apply").stdout == "ferry: tagged 1 item\n"
    assert ids(ticker, "--tag", "ferry", "--tag", "desk") == [ferry]


def test_saved_tags_come_back(ticker: Command, polled: Path, here: Path) -> None:
    (ferry,) = ids(ticker, "--text", "ferry")
    ticker("tag", str(ferry), "desk")
    saved = ticker("tag", "--save").stdout
    (here / "tags.jsonl").write_text(saved)
    ticker("tag", "--remove", str(ferry), "desk")
    assert ticker("tag", "--load", "tags.jsonl").stdout == "1 tags given, 0 were there\n"
    again = ticker("tag", "--load", "-", stdin=saved)
    assert again.stdout == "0 tags given, 1 were there\n"
    lost = ticker(
        "tag", "--load", "-", stdin='{"canonical_url": null, "sightings": [], "tags": []}'
    )
    assert lost.exit_code == 1
    assert "an item without an address" in lost.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("tag",), "name an item"),
        (("tag", "1"), "no tag is named"),
        (("tag", "--save", "1", "x"), "name an item"),
        (("tag", "--remove"), "name an item"),
        (("tag", "--save", "--load", "x"), "name an item"),
        (("tag", "999", "x"), "no item 999"),
        (("tag", "1", "..."), "is no tag"),
        (("tag", "--load", "missing.jsonl"), "missing.jsonl"),
        (("rules", "test", "nothing"), "no rule gives the tag 'nothing'"),
    ],
)
def test_what_cannot_be_done_is_said(
    ticker: Command, polled: Path, args: tuple[str, ...], said: str
) -> None:
    answer = ticker(*args)
    assert answer.exit_code == 2
    assert said in answer.stderr
    assert "hint: " in answer.stderr


def test_a_rule_is_tried_then_applied_and_what_polls_tag_stays(
    ticker: Command, polled: Path
) -> None:
    assert "no rules" in ticker("rules", "test").stderr
    rules(polled, *FERRY)
    tried = ticker("rules", "test", "Ferry").stdout
    assert tried.startswith("ferry: 1 item; 0 tagged now, apply would tag 1 item\n")
    assert "Ferry resumes" in tried
    assert ids(ticker, "--tag", "ferry") == []
    assert ticker("rules", "apply", "--dry-run").stdout == "ferry: would tag 1 item\n"
    assert ids(ticker, "--tag", "ferry") == []
    assert ticker("rules", "apply").stdout == "ferry: tagged 1 item\n"
    assert ticker("rules", "apply").stdout == "ferry: nothing to change\n"
    (found,) = json.loads(ticker("rules", "test", "--format", "json").stdout)
    assert (found["tag"], found["items"], found["tagged"]) == ("ferry", 1, 1)
    assert [sample["headline"] for sample in found["samples"]] == ["Ferry resumes"]
    rules(polled)
    assert ticker("rules", "apply").stdout == "ferry: untagged 1 item\n"
    assert ids(ticker, "--tag", "ferry") == []
