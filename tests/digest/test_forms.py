"""What a digest says in Markdown, plain text and JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest

from tests.digest.crons import cron
from tests.digest.made import KYIV, WINDOW, at, item, line, told
from ticker.digest import count, render
from ticker.model import (
    Digest,
    DigestContents,
    DigestCounts,
    DigestFormat,
    DigestWindow,
    Gap,
    Trouble,
)

FORMATS: tuple[DigestFormat, ...] = get_args(DigestFormat)


def shown(contents: DigestContents, shape: DigestFormat = "text", zone: ZoneInfo = KYIV) -> str:
    return render(replace(contents, digest=replace(contents.digest, format=shape)), zone)


def busy() -> DigestContents:
    """A day with one of everything."""
    ferry = item(
        "Ferry resumes",
        line(11, "07:10", "new"),
        line(14, "07:50", "revised", "Ferry resumes", was="Ferry stops", detail="wording"),
        tags=("coast", "air raid"),
        labels=("video",),
    )
    storm = item(
        "Storm: 3 hurt",
        line(12, "07:20", "revised", "Storm: 2 hurt", was="Storm", detail="wording"),
        line(15, "07:55", "revised", "Storm: 3 hurt", was="Storm: 2 hurt", detail="number"),
        line(16, "07:58", "revised", "Storm: 3 hurt", was="Storm: 3 hurt", detail="badge"),
        id=2,
        is_new=False,
        published_at=at("2025-07-09 06:00"),
        url=None,
    )
    vote = item(
        "Vote",
        line(17, "07:58", "delisted", "Vote", detail="2025-07-10T04:30:00Z"),
        line(18, "07:59", "returned", "Vote", detail="2025-07-10T04:30:00Z"),
        line(13, "07:21", "retimed", "Vote", was="2025-07-10T03:00:00Z", detail="x stated"),
        id=3,
        is_new=False,
        published_at=at("06:30"),
    )
    return told(
        ferry,
        storm,
        vote,
        troubles=(
            Trouble("beta", "failed", at("05:00"), at("06:00"), "3 polls in a row: timeout"),
            Trouble("gamma", "silent", at("2025-07-08 05:00"), None, None),
        ),
        gaps=(
            Gap("beta", at("05:00"), at("06:00"), "failing"),
            Gap("gamma", at("07:00"), None, "no-overlap"),
        ),
    )


def test_a_whole_page_in_text() -> None:
    assert shown(busy()) == PAGE


PAGE = """\
Digest
======
1 new, 2 changed (1 of them new), 1 delisted, 1 returned. 2 gaps; trouble at 2
sources.
Wednesday 2025-07-09 08:00 to Thursday 2025-07-10 08:00, Europe/Kyiv
(UTC+03:00).

What may be missing
-------------------
  - beta: 05:00 to 06:00 (no poll succeeded)
  - gamma: since 07:00, still open (the list had scrolled past what was known)
  - beta could not be polled: 05:00 to 06:00 (3 polls in a row: timeout)
  - gamma was silent: since Tue 05:00

Changed (2)
-----------
07:55  Storm: 3 hurt (2 edits) [2]
       was: Storm
07:50  Ferry resumes (video, new, #coast, #air-raid) [1]
       was: Ferry stops
       https://alpha.example/1

Delisted (1)
------------
07:30  Vote [3]
       https://alpha.example/1

Returned (1)
------------
07:59  Vote (away since 07:30) [3]
       https://alpha.example/1

------------------------------------------------------------------------------
Not listed are smaller edits: 1 of labels.
Better evidence gave 1 item another time.
The number at the end is the item's; ticker history NUMBER tells all of it.
"""


def test_markdown_tells_the_same() -> None:
    assert shown(busy(), "md") == MARKDOWN


MARKDOWN = """\
# Digest

**1 new, 2 changed (1 of them new), 1 delisted, 1 returned. 2 gaps; trouble at 2 sources.**

Wednesday 2025-07-09 08:00 to Thursday 2025-07-10 08:00, Europe/Kyiv (UTC+03:00).

## What may be missing

- beta: 05:00 to 06:00 · no poll succeeded
- gamma: since 07:00, still open · the list had scrolled past what was known
- beta could not be polled: 05:00 to 06:00 · 3 polls in a row: timeout
- gamma was silent: since Tue 05:00

## Changed (2)

- **07:55** Storm: 3 hurt · 2 edits · 2
  - was: Storm
- **07:50** [Ferry resumes](https://alpha.example/1) · video · new · #coast #air-raid · 1
  - was: Ferry stops

## Delisted (1)

- **07:30** [Vote](https://alpha.example/1) · 3

## Returned (1)

- **07:59** [Vote](https://alpha.example/1) · away since 07:30 · 3

---

- Not listed are smaller edits: 1 of labels.
- Better evidence gave 1 item another time.
- The number at the end is the item's; ticker history NUMBER tells all of it.
"""


def test_json_tells_the_same_with_instants_in_utc() -> None:
    value: dict[str, Any] = json.loads(shown(busy(), "json"))
    assert (value["since_at"], value["until_at"]) == (
        "2025-07-09T05:00:00Z",
        "2025-07-10T05:00:00Z",
    )
    assert value["since_local"] == "2025-07-09T08:00:00+03:00"
    assert value["counts"] == {
        "new": 1,
        "changed": 2,
        "smaller_edits": 1,
        "retimed": 1,
        "delisted": 1,
        "returned": 1,
        "gaps": 2,
        "troubles": 2,
    }
    assert [one["id"] for one in value["items"]] == [1, 3, 2]
    ferry = value["items"][0]
    assert (ferry["new"], ferry["changed"], ferry["published_at"]) == (
        True,
        True,
        "2025-07-10T04:30:00Z",
    )
    assert ferry["changes"][1]["was"] == "Ferry stops"
    assert value["gaps"][1] == {
        "source": "gamma",
        "since_at": "2025-07-10T04:00:00Z",
        "until_at": None,
        "reason": "no-overlap",
    }
    assert value["troubles"][1]["until_at"] is None


def test_every_key_of_the_json_is_documented_in_order() -> None:
    value = json.loads(shown(busy(), "json"))
    item_keys = list(value["items"][0])[:-1] + list(value["items"][0]["changes"][0])
    keys = [*value, *item_keys, *value["troubles"][0], *value["gaps"][0], *value["counts"]]
    document = (Path(__file__).resolve().parents[2] / "docs" / "digests.md").read_text()
    section = document.partition("## JSON")[2].partition("\n## ")[0]
    told = [word for word in re.findall(r"`(\w+)`", section) if word in {*keys}]
    rest = iter(told)
    assert [key for key in keys if key not in rest] == []


def test_a_run_keeps_what_it_counted() -> None:
    assert count(busy()) == DigestCounts(new=1, revised=2, delisted=1, gaps=2)


def test_nothing_is_said_to_be_nothing() -> None:
    for shape in ("md", "text"):
        assert "Nothing new, nothing changed. No gap is known." in shown(told(), shape)
    assert json.loads(shown(told(), "json"))["items"] == []


def test_a_schedule_and_filters_are_stated() -> None:
    digest = Digest(
        "morning",
        cron("0 8 * * *"),
        tags=frozenset({"kyiv", "air raid"}),
        sources=frozenset({"beta", "alpha"}),
    )
    page = shown(told(digest=digest, window=replace(WINDOW, lines=(10, 18))))
    assert page.startswith("morning, Thursday 2025-07-10 08:00\n====")
    assert "Only items tagged air raid and kyiv." in page
    assert "Only alpha, beta." in page
    assert "Told are lines 11 to 18 of the change log." in page


def test_a_window_over_a_change_of_clocks_states_both_offsets() -> None:
    window = DigestWindow(at("2025-03-29 08:00"), at("2025-03-30 08:00"))
    page = shown(told(window=window))
    assert "08:00 to Sunday 2025-03-30 08:00" in page
    assert "(UTC+02:00, then UTC+03:00)." in " ".join(page.split())


def test_a_bound_within_a_minute_is_stated_to_the_second() -> None:
    window = replace(WINDOW, until_at=at("07:59:30"))
    assert "Thursday 2025-07-10 07:59:30" in shown(told(window=window))


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ({}, "07:30  "),
        ({"time_error_s": 3_599}, "07:30  "),
        ({"time_error_s": 3_600}, "07:30~ "),
        ({"published_at": None, "time_error_s": None}, "07:40~ "),
        ({"published_at": at("2025-07-11 07:40")}, "07:40  "),
        ({"published_at": at("2025-07-11 07:41")}, "07:40~ "),
        ({"published_at": at("1970-01-01 03:00")}, "07:40~ "),
    ],
    ids=str,
)
def test_a_doubtful_time_is_marked(said: dict[str, Any], when: str) -> None:
    """By an hour or more; a claim for the far future or before the web gives way to first sight,
    as everywhere in ticker."""
    page = shown(told(item("Storm", line(1, "07:40", "new"), **said)))
    assert f"{when}Storm [1]\n" in page
    assert ("marks a time in doubt" in page) == ("~" in when)


def test_a_wording_that_came_back_is_no_change_of_words() -> None:
    there = line(1, "07:10", "revised", "Storm!", was="Storm", detail="wording")
    back = line(2, "07:20", "revised", "Storm", was="Storm!", detail="wording")
    page = shown(told(item("Storm", there, back, is_new=False)))
    assert "07:20  Storm (2 edits, and back again) [1]\n       07:10: Storm!\n" in page


def test_each_source_edits_for_itself() -> None:
    """Two sources word one item differently: their edits are never told as one."""
    here = line(1, "07:10", "revised", "Storm: 2 hurt", was="Storm", detail="wording")
    there = line(2, "07:20", "revised", "Gale: 2", was="Gale", detail="wording", source="beta")
    said = item("Storm: 2 hurt", here, there, sources=("alpha", "beta"))
    for is_new in (False, True):
        page = shown(told(replace(said, is_new=is_new)))
        assert "07:10  Storm: 2 hurt (alpha +1) [1]\n       was: Storm\n" in page
        assert "07:20  Gale: 2 (beta) [1]\n       was: Gale\n" in page


def test_the_same_edit_in_several_sources_is_told_once() -> None:
    here = line(1, "07:10", "revised", "Storm: 2 hurt", was="Storm", detail="wording")
    there = replace(here, seq=2, at=at("07:20"), source="beta")
    other = replace(here, seq=3, at=at("07:30"), source="gamma", was="Gale")
    page = shown(told(item("Storm: 2 hurt", here, there, other, sources=("alpha", "beta"))))
    assert page.count("Storm: 2 hurt") == 2
    assert "07:10  Storm: 2 hurt (alpha +1) [1]\n       was: Storm\n" in page
    assert "07:30  Storm: 2 hurt (gamma) [1]\n       was: Gale\n" in page


def test_news_stand_in_their_order_with_their_days() -> None:
    news = [
        item(f"Of {when}", line(1, "07:10", "new"), id=number, published_at=at(when))
        for number, when in enumerate(
            ["2025-06-08 23:59", "2025-07-08 23:59", "07:00", "2025-07-09 12:00", "00:00"]
        )
    ]
    page = shown(told(*news))
    listed = [one for one in page.splitlines() if " Of " in one]
    assert [one.partition("Of ")[0].strip() for one in listed] == [
        "07:00",
        "00:00",
        "Wed 12:00",
        "Tue 23:59",
        "2025-06-08 23:59",
    ]


@pytest.mark.parametrize("shape", FORMATS)
def test_the_same_contents_give_the_same_bytes(shape: DigestFormat) -> None:
    assert shown(busy(), shape) == shown(busy(), shape)
    assert shown(busy(), shape).endswith("\n")
