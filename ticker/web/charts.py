"""Small charts as SVG, drawn on the server: nothing is loaded, and they print.

Lengths along the page are shares of the width, so that a chart is as wide as its place; no style is
written into it, which the content security policy would refuse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

HEIGHT = 28
BAR = 3
GAP = 1
LANE = 16


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: how much, and what it is in words."""

    value: int
    words: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a lane, from 0 (its left) to 1; `kind` is what the style knows it by."""

    since: float
    until: float
    kind: str
    words: str


def bars(values: Sequence[Bar], words: str) -> Markup:
    """A bar chart, read out as `words`; each bar says what it is when it is pointed at."""
    most = max((bar.value for bar in values), default=0) or 1
    width = max(1, len(values) * (BAR + GAP) - GAP)
    # Put together as text, escaped once a bar: `Markup.format` took 2 ms for 48 of them.
    drawn = "".join(_bar(index, bar, most) for index, bar in enumerate(values))
    return Markup(  # noqa: S704  # every text in it is escaped
        f'<svg class="chart" role="img" aria-label="{escape(words)}" viewBox="0 0 {width} {HEIGHT}"'
        f' width="{width}" height="{HEIGHT}">{drawn}<path class="floor" d="M0 {HEIGHT}H{width}"/>'
        "</svg>"
    )


def _bar(index: int, bar: Bar, most: int) -> str:
    # Anything at all is seen: a bar of two pixels at least.
    height = max(2, round(HEIGHT * bar.value / most)) if bar.value else 0
    x, y = index * (BAR + GAP), HEIGHT - height
    # The column is pointed at, not the bar: a short one is hard to meet.
    return (
        f'<g><rect class="hit" x="{x}" y="0" width="{BAR + GAP}" height="{HEIGHT}"/>'
        f'<rect x="{x}" y="{y}" width="{BAR}" height="{height}"/>'
        f"<title>{escape(bar.words)}</title></g>"
    )


def share(value: int, most: int) -> Markup:
    """A lying bar, as long as `value` is of `most`."""
    return Markup(
        '<svg class="chart" aria-hidden="true" width="100%" height="12">'
        '<rect width="{part}%" height="12"/></svg>'
    ).format(part=round(100 * value / most, 2) if most else 0)


def lane(stretches: Sequence[Stretch]) -> Markup:
    """A time line: what held when."""
    drawn = Markup("").join(
        Markup(
            '<rect class="{kind}" x="{x}%" width="{width}%" height="{height}">'
            "<title>{words}</title></rect>"
        ).format(
            kind=one.kind,
            x=round(100 * one.since, 3),
            # An instant is seen, too.
            width=max(0.2, round(100 * (one.until - one.since), 3)),
            height=LANE,
            words=one.words,
        )
        for one in stretches
    )
    return Markup('<svg class="lane" width="100%" height="{height}">{drawn}</svg>').format(
        height=LANE, drawn=drawn
    )
