"""Documents made to hold a parser up, to fill its memory, or to be a lot."""

from __future__ import annotations


def _rss(body: str) -> bytes:
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Trap</title>"
        f"<link>https://trap.example/</link>{body}</channel></rss>"
    ).encode()


def boxes(number: int = 200_000) -> bytes:
    """Elements nested so deep that walking them is quadratic in C, where no exception reaches."""
    return b"<!doctype html><html><body>" + b"<div>" * number + b"x</body></html>"


def many(number: int) -> bytes:
    """A feed of so many items, honest and large."""
    entries = "".join(
        f"<item><title>Ferry {i} leaves</title><guid>{i}</guid><description>{'sea ' * 30}"
        f"{i}</description></item>"
        for i in range(number)
    )
    return _rss(entries)


def crumbs(number: int = 600_000) -> bytes:
    """A page of empty elements: each of its few bytes costs hundreds in memory."""
    return b"<!doctype html><html><body>" + b"<p><i>x</i>" * number + b"</body></html>"


def towers(number: int = 300_000) -> bytes:
    """A feed of one item, as deep as it is long."""
    return _rss(f"<item>{'<a>' * number}{'</a>' * number}</item>")


TRAPS = {"boxes": boxes, "towers": towers}
