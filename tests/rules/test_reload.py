"""A daemon that is told of a changed rule."""

from __future__ import annotations

from pathlib import Path

from tests.poll.desk import Desk
from tests.poll.wire import Reply, numbered, wire

DESK = """
[ticker]
zone = "UTC"
[poll]
spacing = "0s"
allow_private = ["{place}"]
[[sources]]
name = "rss"
url = "{url}"
kind = "feed"
"""
FERRY = '\n[[rules]]\ntag = "ferry"\nmatch = "{}"\n'


def test_a_reload_says_what_a_changed_rule_would_do_and_polls_go_on(tmp_path: Path) -> None:
    with wire() as source:
        source.answers["/rss"] = Reply(numbered(2, 1))
        plain = DESK.format(place=source.place, url=source.url("/rss"))
        desk = Desk(tmp_path, plain + FERRY.format("ferry 1"))
        with desk.daemon() as daemon:
            daemon.out.until("Ferry 1")
            desk.config.write_text(plain + FERRY.format("ferry"))
            daemon.reload()
            said = daemon.err.until("rule ferry changed")
            assert "`ticker rules apply` would tag 1 item" in said
