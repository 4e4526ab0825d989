"""Killed at any moment while it polls sources that change at every request, again and again."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import count
from pathlib import Path

from tests.poll.desk import house_environment
from tests.poll.record import rows
from tests.poll.wire import RSS, Asked, Reply, Story, Wire, rss
from ticker import config as configuration
from ticker.api import Ticker
from ticker.capture import CaptureFolder, read_captures
from ticker.model import Config

SOURCES = ("north", "south")


def moving(source: Wire) -> None:
    """Every request finds a story more than the last one; the fourth from the top is rewritten."""
    for name in SOURCES:
        numbers = count(8)

        def answer(asked: Asked, name: str = name, numbers: count[int] = numbers) -> Reply:
            newest = next(numbers)
            words = f"Ferry {newest - 3} is back at quay {newest}"
            stories = [
                Story(
                    number,
                    guid=f"{name}-{number}",
                    link=f"https://{name}.example/{number}",
                    headline=words if number == newest - 3 else "",
                )
                for number in range(newest, newest - 8, -1)
            ]
            return Reply(rss(*stories), headers={**RSS, "ETag": f'"{newest}"'})

        source.answers[f"/{name}"] = answer


def desk(source: Wire, folder: Path, interval: str = "auto") -> Path:
    lines = ["[poll]", 'spacing = "0s"', f'allow_private = ["{source.place}"]']
    for name in SOURCES:
        lines += ["[[sources]]", f'name = "{name}"', f'url = "{source.url("/" + name)}"']
        lines += ['kind = "feed"', 'tags = ["coast"]', f'interval = "{interval}"']
    path = folder / "config.toml"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_killed_poller_loses_nothing_it_told_of_and_doubles_nothing(
    source: Wire, tmp_path: Path
) -> None:
    """Twelve rounds here; `make soak` kills the whole daemon a hundred times."""
    rounds = 12
    moving(source)
    path = desk(source, tmp_path)
    script = Path(__file__).with_name("killed.py")
    done = subprocess.run(
        [sys.executable, str(script), str(path), str(rounds), "7"],
        env=house_environment(),
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) > rounds
    what_kills_leave(path, told, tmp_path)


def what_kills_leave(path: Path, told: list[dict[str, object]], folder: Path) -> None:
    """The store after the last kill, beside the lines of the log that were told of."""
    config = configuration.load(path)
    with Ticker(config) as ticker:
        assert ticker.poll(all_sources=True, force=True).failed == 0
        assert ticker.check().problems == ()
    _nothing_is_lost_or_doubled(config, told)
    _every_record_has_its_evidence(config)
    _the_captures_hold_all_of_it(config, folder)


def _nothing_is_lost_or_doubled(config: Config, told: list[dict[str, object]]) -> None:
    logged = {
        seq: (kind, source, headline)
        for seq, kind, source, headline in rows(
            config, "SELECT seq, kind, source, headline FROM changes"
        )
    }
    for line in told:
        assert logged[line["seq"]] == (line["kind"], line["source"], line["headline"])
    assert len({line["seq"] for line in told}) == len(told)
    guids = Counter(guid for (guid,) in rows(config, "SELECT guid FROM sightings"))
    assert set(guids.values()) == {1}
    assert len(guids) == rows(config, "SELECT count(*) FROM items")[0][0]
    doubled = "SELECT 1 FROM revisions GROUP BY item_id, title HAVING count(*) > 2"
    assert rows(config, doubled) == []


def _every_record_has_its_evidence(config: Config) -> None:
    assert config.captures is not None
    folder = CaptureFolder(config.captures)
    cited = rows(config, "SELECT source, at, capture, body_sha256 FROM polls WHERE outcome = 'new'")
    assert len({capture for _, _, capture, _ in cited}) == len(cited)
    for name, at, capture, sha256 in cited:
        captured = folder.read_one(str(capture))
        assert (captured.source, f"{captured.at:%Y-%m-%dT%H:%M:%SZ}") == (name, at)
        assert hashlib.sha256(captured.response.body).hexdigest() == sha256


def _the_captures_hold_all_of_it(config: Config, folder: Path) -> None:
    """The files are whole, torn ends cut off; replayed, they give every item and wording again (and
    perhaps those of a poll whose record the kill took)."""
    assert config.captures is not None
    again = replace(config, database=f"sqlite:///{folder / 'again.db'}")
    files = sorted(Path(config.captures).glob("*.warc.gz"))
    assert sum(1 for file in files for _ in read_captures(file)) >= len(files)
    with Ticker(again) as ticker:
        for file in files:
            for name in SOURCES:
                assert ticker.replay(name, file).failed == 0
    said = "SELECT s.guid, r.title FROM revisions r JOIN sightings s USING (item_id)"
    assert set(rows(config, said)) <= set(rows(again, said))
