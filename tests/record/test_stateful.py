"""Random days of a newsroom against a model small enough to be believed.

The newsroom publishes, edits, deletes and lets stories scroll off; two sources show it (a feed with
guids, a list of links on the same articles); polls succeed, repeat, answer 304 or fail; the process
restarts and polls are replayed. Whatever happens: every story seen is one item, with the wordings
each source was seen to have, in their order, its first claimed time, and its state.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ticker.errors import FetchError
from ticker.model import Config, FoundItem, Query, Response, Source
from ticker.poll import Recorder, Visit
from ticker.store import Store

START = datetime(2025, 7, 10, 6, 0, tzinfo=UTC)
SHOWN = 8
"""Rows that the newsroom's front shows: what is older scrolls off."""
WORDS = ("bridge", "harbour", "minister", "storm", "verdict", "strike", "budget", "rescue")


@dataclass
class Story:
    """An article as the newsroom has it now."""

    number: int
    title: str
    published_at: datetime
    deleted: bool = False


@dataclass
class Seen:
    """What the model expects of one story in one source."""

    wordings: list[str] = field(default_factory=list)
    listed: bool = False


class Newsroom(RuleBasedStateMachine):
    """The machine: rules are what may happen, the invariant is what must hold."""

    @initialize()
    def open_shop(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.now = START
        self.stories: list[Story] = []
        self.seen: dict[str, dict[int, Seen]] = {"feed": {}, "list": {}}
        self.last_visit: dict[str, Visit] = {}
        self.sources = {
            name: Source(name, f"https://{name}.example/", kind="feed") for name in self.seen
        }
        self.config = Config(
            path=None,
            database=f"sqlite:///{Path(self.folder.name) / 'ticker.db'}",
            zone="UTC",
            captures=None,
            sources=tuple(self.sources.values()),
        )
        self._open()

    def _open(self) -> None:
        self.store = Store.open(self.config.database, write=True, now=self.now)
        with self.store.writing() as writer:
            writer.sync_sources(self.config.sources, self.now)
        self.recorder = Recorder(self.store, self.config)

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    # --- the newsroom ------------------------------------------------------------------------

    @rule(words=st.lists(st.sampled_from(WORDS), min_size=2, max_size=4))
    def publish(self, words: list[str]) -> None:
        self._pass(60)
        number = 7_521_000 + len(self.stories)
        self.stories.append(Story(number, " ".join(words), self.now))

    @precondition(lambda self: self.stories)
    @rule(data=st.data(), words=st.lists(st.sampled_from(WORDS), min_size=2, max_size=4))
    def edit(self, data: st.DataObject, words: list[str]) -> None:
        data.draw(st.sampled_from(self.stories)).title = " ".join(words)

    @precondition(lambda self: self.stories)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        story = data.draw(st.sampled_from(self.stories))
        story.deleted = not story.deleted

    # --- the polls ---------------------------------------------------------------------------

    @rule(name=st.sampled_from(["feed", "list"]))
    def poll(self, name: str) -> None:
        self._pass(600)
        shown = [s for s in reversed(self.stories) if not s.deleted][:SHOWN]
        response = Response(200, _document(shown, guids=name == "feed"))
        self._settle(Visit(self.sources[name], self.now, response))
        if not shown:  # absence of everything says nothing about anything
            return
        expected = self.seen[name]
        for seen in expected.values():
            seen.listed = False
        for story in shown:
            seen = expected.setdefault(story.number, Seen())
            seen.listed = True
            if not seen.wordings or seen.wordings[-1] != story.title:
                seen.wordings.append(story.title)

    @rule(name=st.sampled_from(["feed", "list"]))
    def not_modified(self, name: str) -> None:
        self._pass(600)
        self._settle(Visit(self.sources[name], self.now, Response(304, b"")))

    @rule(name=st.sampled_from(["feed", "list"]), hours=st.integers(0, 30))
    def fail(self, name: str, hours: int) -> None:
        self._pass(600 + hours * 3_600)
        self._settle(Visit(self.sources[name], self.now, error=FetchError("timeout")))

    @rule()
    def replay_the_last_polls(self) -> None:
        """Idempotent: a poll that is recorded changes nothing when it comes again."""
        before = self.store.find(Query(limit=None)), self.store.changes(0, None)
        for visit in self.last_visit.values():
            replayed = Visit(visit.source, visit.at, visit.response, visit.error, live=False)
            self.recorder.settle([replayed])
        assert (self.store.find(Query(limit=None)), self.store.changes(0, None)) == before

    @rule()
    def restart(self) -> None:
        self.store.close()
        self._open()

    def _settle(self, visit: Visit) -> None:
        self.recorder.settle([visit])
        self.last_visit[visit.source.name] = visit

    def _pass(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    # --- what must hold ----------------------------------------------------------------------

    @invariant()
    def every_story_is_one_item_with_its_history(self) -> None:
        if not hasattr(self, "store"):
            return
        items = {_number(item): item for item in self.store.find(Query(limit=None))}
        assert len(items) == len(self.store.find(Query(limit=None)))
        assert items.keys() == self.seen["feed"].keys() | self.seen["list"].keys()
        for number, item in items.items():
            self._check(number, item)

    def _check(self, number: int, item: FoundItem) -> None:
        story = self.stories[number - 7_521_000]
        assert item.claim.at == story.published_at
        history = self.store.history(item.id)
        assert history is not None
        for name, expected in self.seen.items():
            wordings = [r.title for r in history.revisions if r.source == name]
            assert wordings == (expected[number].wordings if number in expected else [])
        assert [r.seq for r in history.revisions] == list(range(1, item.revisions + 1))
        for revision in history.revisions:
            assert revision.not_before_at is None or revision.not_before_at < revision.seen_from_at
            assert revision.seen_from_at <= revision.confirmed_at
            assert revision.gone_by_at is None or revision.confirmed_at < revision.gone_by_at
        listed = any(
            number in expected and expected[number].listed for expected in self.seen.values()
        )
        # A miss that is not decided yet still counts as listed.
        assert item.state == "listed" or not listed

    @invariant()
    def the_log_is_ordered_and_names_every_item_once_as_new(self) -> None:
        if not hasattr(self, "store"):
            return
        log = self.store.changes(0, None)
        assert [change.seq for change in log] == sorted({change.seq for change in log})
        new = [change.item_id for change in log if change.kind == "new"]
        assert len(new) == len(set(new)) == len(self.store.find(Query(limit=None)))


def _number(item: FoundItem) -> int:
    return int((item.url or "").rstrip("/").rsplit("/", 1)[1])


def _document(shown: list[Story], *, guids: bool) -> bytes:
    items = []
    for story in shown:
        url = f"https://site.example/news/2025/07/10/{story.number}/"
        entry = {
            "id": str(story.number) if guids else url,
            "url": url,
            "title": story.title,
            "date_published": story.published_at.isoformat(),
        }
        items.append(entry)
    version = "https://jsonfeed.org/version/1.1"
    return json.dumps({"version": version, "title": "Newsroom", "items": items}).encode()


TestNewsroom = Newsroom.TestCase
TestNewsroom.settings = settings(
    max_examples=40,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestNewsroom = pytest.mark.slow(TestNewsroom)
