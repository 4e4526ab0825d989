"""The record against the truth: what was lost, doubled, misdated, not reworded, not told."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from tests.soak.living import OUTCOMES, Diary, Life, Told
from tests.soak.newsroom import DAY, HOUR, NEVER, Newsroom, Story
from tests.soak.outlets import Outlet, Trouble
from tests.soak.worlds import World
from ticker.api import Ticker

_NUMBER = re.compile(r"/(\d{7,8})/")
_NEW, _SAME, _NOT_MODIFIED, _FAILED = range(len(OUTCOMES))
CLOCK_BASES = ("clock", "heading", "url-date")


class Wording(NamedTuple):
    """A revision in one source, as the store tells it."""

    title: str
    seen_from_at: str
    not_before_at: str | None
    confirmed_at: str


@dataclass(slots=True)
class Verdict:
    """What was found wrong, one line each, by kind; and figures that are no fault."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    misdated: list[str] = field(default_factory=list)
    wordings: list[str] = field(default_factory=list)
    delistings: list[str] = field(default_factory=list)
    uncovered: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    false_alarms: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    distrusted: list[str] = field(default_factory=list)
    store: list[str] = field(default_factory=list)
    figures: dict[str, int | float] = field(default_factory=lambda: defaultdict(int))


def judged(world: World, life: Life) -> Verdict:
    """The whole verdict on a life."""
    verdict = Verdict()
    record = _Record(world, life)
    for outlet in world.outlets:
        _judge_outlet(outlet, life.diaries[outlet.name], record, verdict)
        _judge_trust(outlet, record, verdict)
    _judge_items(record, verdict)
    _judge_silences(world, life, verdict)
    with Ticker(life.config) as ticker:
        verdict.store += ticker.check().problems
    return verdict


class _Record:
    """What the store says, by what the truth knows things by: outlets and numbers of stories."""

    def __init__(self, world: World, life: Life) -> None:
        self.stories: dict[int, tuple[Newsroom, Story]] = {
            story.number: (room, story) for room in world.newsrooms for story in room.stories
        }
        self.outlets = {outlet.name: outlet for outlet in world.outlets}
        path = life.config.database.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path)) as connection:
            ask = connection.execute
            self.items = ask(
                "SELECT id, url, published_at, time_basis, time_error_s, headline, first_seen_at,"
                " source FROM items"
            ).fetchall()
            self.number = {row[0]: _number(row[1]) for row in self.items}
            self.said = self._said(
                ask(
                    "SELECT item_id, source, title, seen_from_at, not_before_at, confirmed_at"
                    " FROM revisions ORDER BY item_id, seq"
                ).fetchall()
            )
            self.gaps = ask("SELECT source, since_at, until_at, reason FROM gaps").fetchall()
            self.gone = ask(
                "SELECT source, item_id FROM changes WHERE kind = 'delisted'"
            ).fetchall()
            self.distrusted = {name for (name,) in ask("SELECT name FROM source WHERE lying")}
        self.clocks_wrong = any(event.kind == "clock" for event in world.events)
        # Whose instants of first sight were told by a clock that was wrong.
        self.skewed: set[int] = set()

    def _said(self, rows: Iterable[tuple[Any, ...]]) -> dict[tuple[str, int], list[Wording]]:
        said: dict[tuple[str, int], list[Wording]] = defaultdict(list)
        for item, source, *wording in rows:
            said[source, self.number[item]].append(Wording(*wording))
        return said


def _number(url: object) -> int:
    found = _NUMBER.search(str(url))
    return int(found[1]) if found else 0


def _at(text: object) -> int:
    return int(datetime.fromisoformat(str(text)).timestamp())


# --- one outlet ---------------------------------------------------------------------------------


def _judge_outlet(outlet: Outlet, diary: Diary, record: _Record, verdict: Verdict) -> None:
    seen = _what_was_shown(outlet, diary, record)
    verdict.figures["stories"] += len(seen)
    for number, wordings in seen.items():
        said = record.said.get((outlet.name, number))
        if said is None:
            verdict.lost.append(f"{outlet.name}: {number} {wordings[0][0]!r}")
            continue
        titles = [wording.title for wording in said]
        if titles != [title for title, _ in wordings]:
            verdict.wordings.append(
                f"{outlet.name}: {number} was {[t for t, _ in wordings]}, is {titles}"
            )
        verdict.figures["edits seen"] += len(wordings) - 1
        verdict.wordings += _unbracketed(outlet, number, said, record)
    for (name, number), said in record.said.items():
        if name == outlet.name and number not in seen:
            verdict.doubled.append(f"{name}: {number} was never shown: {said}")
    _judge_gaps(outlet, diary, record, verdict)
    _judge_delistings(outlet, record, verdict)


def _what_was_shown(
    outlet: Outlet, diary: Diary, record: _Record
) -> dict[int, list[tuple[str, int]]]:
    """Every story in a document that was read, with its wordings and when each was first read."""
    seen: dict[int, list[tuple[str, int]]] = {}
    for at, outcome, skewed in zip(diary.at, diary.outcome, diary.skewed, strict=True):
        if outcome not in (_NEW, _SAME):
            continue
        for story in outlet.shown(at):
            title = outlet.title(story, at)
            wordings = seen.setdefault(story.number, [])
            if skewed and not wordings:
                record.skewed.add(story.number)
            if not wordings or wordings[-1][0] != title:
                wordings.append((title, at))
    return seen


def _unbracketed(
    outlet: Outlet, number: int, said: Sequence[Wording], record: _Record
) -> Iterator[str]:
    """Wordings whose instants do not bound the edit: it came after the last poll that showed the
    old one, or that showed a list without the item."""
    _, story = record.stories[number]
    if number in record.skewed or outlet.validators == "lying" or record.clocks_wrong:
        return
    for was, now in pairwise(said):
        since = min(_at(was.confirmed_at), _at(now.not_before_at or was.confirmed_at))
        until = _at(now.seen_from_at)
        kept = any(t.kind == "silent" and t.until <= until for t in outlet.troubles)
        if not kept and not any(since < at <= until for at in story.moments()):
            yield f"{outlet.name}: {number} was edited at none of {since} to {until}: {now}"


def _judge_gaps(outlet: Outlet, diary: Diary, record: _Record, verdict: Verdict) -> None:
    """Every story that came and went between two good polls lies in a gap."""
    gaps = [
        (_at(since), NEVER if until is None else _at(until))
        for source, since, until, _ in record.gaps
        if source == outlet.name
    ]
    verdict.figures["gaps"] += len(gaps)
    needed: set[tuple[int, int]] = set()
    good = [
        (at, outcome)
        for at, outcome in zip(diary.at, diary.outcome, strict=True)
        if outcome == _NOT_MODIFIED or (outcome != _FAILED and outlet.shown(at))
    ]
    for (before, _), (after, _) in pairwise(good):
        for story in _unseen(outlet, before, after):
            verdict.figures["stories nobody could see"] += 1
            covering = [gap for gap in gaps if gap[0] <= story.at and gap[1] >= after]
            needed.update(covering)
            if not covering:
                verdict.uncovered.append(
                    f"{outlet.name}: {story.number} published {story.at}, between polls of"
                    f" {before} and {after}: {gaps}"
                )
    verdict.figures["gaps that hid something"] += len(needed)


def _unseen(outlet: Outlet, before: int, after: int) -> Iterator[Story]:
    """Stories that were listed after one poll and pushed off the list by the next."""
    shown = {story.number for story in outlet.shown(after)}
    trouble = outlet.trouble(after)
    if trouble is not None and trouble.kind == "tenth":
        return
    for story in outlet.newsroom.published(before, after):
        off = outlet.newsroom.pushed_off_at(story, outlet.rows)
        if story.number in shown or story.absent or off > after:
            continue
        hidden = (t for t in outlet.troubles if t.kind == "silent")
        if not any(t.since <= story.at and off <= t.until for t in hidden):
            yield story


def _judge_delistings(outlet: Outlet, record: _Record, verdict: Verdict) -> None:
    for source, item in record.gone:
        if source == outlet.name:
            verdict.figures["delistings told"] += 1
            _, story = record.stories[record.number[item]]
            if not story.absent:
                verdict.delistings.append(f"{outlet.name}: {story.number} was never taken down")


def _judge_trust(outlet: Outlet, record: _Record, verdict: Verdict) -> None:
    """Whether validators that are honest count as liars. A server that shows an old state for hours
    and then what came meanwhile cannot be told from one."""
    if outlet.name in record.distrusted and outlet.validators != "lying":
        verdict.figures["honest, and believed to lie"] += 1
        if not any(trouble.kind == "silent" for trouble in outlet.troubles):
            verdict.distrusted.append(outlet.name)


# --- items --------------------------------------------------------------------------------------


def _judge_items(record: _Record, verdict: Verdict) -> None:
    verdict.figures["items"] = len(record.items)
    by_number = sorted(record.items, key=lambda row: (record.number[row[0]], row[0]))
    for number, rows in groupby(by_number, key=lambda row: record.number[row[0]]):
        alike = list(rows)
        if len(alike) > 1 or number not in record.stories:
            verdict.doubled.append(f"{number}: {alike}")
            continue
        _judge_item(number, alike[0], record, verdict)


def _judge_item(number: int, row: Sequence[object], record: _Record, verdict: Verdict) -> None:
    room, story = record.stories[number]
    _, _, published, basis, error_s, headline, first_seen, source = row
    verdict.figures[f"dated by {basis}"] += 1
    begins = story.at
    if basis == "first-seen":
        begins = _last_shown_from(story, record.outlets[str(source)], _at(first_seen))
    off = _at(published) - begins
    allowed = int(str(error_s or 0))
    if number in record.skewed and basis in ("clock", "first-seen"):
        verdict.figures["first seen under a wrong clock"] += 1
        return
    to_the_minute = _at(published) == story.at - story.at % 60
    if basis in CLOCK_BASES and not to_the_minute:
        verdict.figures["clocks not to the minute, in doubt"] += 1
    wrong = abs(off) > allowed and not (basis in CLOCK_BASES and to_the_minute)
    if wrong or (basis in CLOCK_BASES and allowed <= 60 and not to_the_minute):
        verdict.misdated.append(
            f"{source}: {number} at {published} by {basis} ±{error_s}, truly"
            f" {datetime.fromtimestamp(story.at, room.tz)}, first seen {first_seen}"
        )
    if str(headline).startswith("Updated"):
        verdict.wordings.append(f"{source}: {number} keeps its badge: {headline!r}")


def _last_shown_from(story: Story, outlet: Outlet, seen: int) -> int:
    """When the outlet began to show a story that was seen then for the first time: taken down
    before, it is as old as its return; kept back by a silence, as the end of that."""
    backs = [back for _, back in story.absent if back <= seen]
    ends = [t.until for t in outlet.troubles if t.kind == "silent" and t.since <= story.at]
    return max((story.at, *backs, *(end for end in ends if story.at < end <= seen)))


# --- silences -----------------------------------------------------------------------------------


def _judge_silences(world: World, life: Life, verdict: Verdict) -> None:
    told = defaultdict(list)
    for line in life.told:
        verdict.figures[line.kind.replace("_", " ")] += 1
        if line.kind == "source_silent":
            told[line.source].append(line)
    for outlet in world.outlets:
        diary = life.diaries[outlet.name]
        for trouble in outlet.troubles:
            if trouble.kind == "silent":
                _judge_silence(outlet, trouble, diary, told[outlet.name], verdict)
        for line in told[outlet.name]:
            if not _explained(outlet, line):
                verdict.false_alarms.append(f"{outlet.name} at {line.at}: {line.detail}")


def _judge_silence(
    outlet: Outlet, trouble: Trouble, diary: Diary, told: Sequence[Told], verdict: Verdict
) -> None:
    """Told by twice the silence that the rhythm explained when the last news had come."""
    last = [index for index, at in enumerate(diary.news) if at < trouble.until]
    if not last or not diary.explains[last[-1]]:
        verdict.figures["silences of a rhythm not known yet"] += 1
        return
    at, explained = diary.news[last[-1]], diary.explains[last[-1]]
    alarm = next((line for line in told if at < line.at <= trouble.until), None)
    if alarm is not None:
        verdict.figures["silences told"] += 1
        verdict.figures["longest wait, in rhythms"] = max(
            verdict.figures["longest wait, in rhythms"], round((alarm.at - at) / explained, 2)
        )
    if at + 2 * explained > trouble.until:
        verdict.figures["silences too short to tell"] += alarm is None
    elif alarm is None or alarm.at > at + 2 * explained:
        since = None if alarm is None else alarm.at
        verdict.late.append(
            f"{outlet.name}: silent from {trouble.since} to {trouble.until}, last news {at}, its"
            f" rhythm explains {explained}, told {since}"
        )


def _explained(outlet: Outlet, line: Told) -> bool:
    """Whether there was a reason for an alarm: the outlet was silent, empty or short then, or had
    been until now."""
    kinds = ("silent", "empty", "tenth", "captive")
    reasons = (t for t in outlet.troubles if t.kind in kinds)
    return outlet.validators == "lying" or any(t.since <= line.at < t.until + HOUR for t in reasons)


def source_days(world: World) -> float:
    return len(world.outlets) * (world.until - world.since) / DAY
