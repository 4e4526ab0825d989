"""When a feed asks not to be read."""

from __future__ import annotations

import pytest

from ticker.parse import parse
from ticker.parse.skips import skips


@pytest.mark.parametrize(
    ("said", "hours", "days"),
    [
        ("", 0, 0),
        ("<skipHours><hour>0</hour><hour> 7 </hour></skipHours>", 0b10000001, 0),
        ("<skipHours><hour>24</hour><hour>99</hour><hour>x</hour></skipHours>", 1, 0),
        ("<skipDays><day>Monday</day><day>SUNDAY</day><day>Maybe</day></skipDays>", 0, 0b1000001),
        ("<skiphours><hour>23</hour></skiphours><skipDays></skipDays>", 1 << 23, 0),
        ("<skipHours><hour>3</hour>", 0, 0),
        ("<item><skipHours><hour>3</hour></skipHours></item>", 0, 0),
        ("<item/><item></item><skipHours><hour>3</hour></skipHours>", 8, 0),
    ],
)
def test_hours_and_days_are_bits(said: str, hours: int, days: int) -> None:
    assert skips(f"<rss><channel>{said}</channel></rss>") == (hours, days)


def test_a_feed_says_them() -> None:
    entry = "<item><title>Ferry leaves</title><guid>f1</guid></item>"
    named = "<skipHours><hour>2</hour></skipHours><skipDays><day>Tuesday</day></skipDays>"
    body = f"<rss version='2.0'><channel><title>Harbour</title>{named}{entry}</channel></rss>"
    document = parse(body.encode())
    assert (document.skip_hours, document.skip_days) == (0b100, 0b10)
    assert len(document.items) == 1
