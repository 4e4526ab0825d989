"""The public SQL surface: nine views with ISO-8601 text over the private tables.

Columns come first in the promised order; what stands behind them may grow, nothing is renamed.
Every instant is UTC text with ``Z``. Joins are LEFT JOINs along keys, so that SQLite leaves out
those that a list of columns does not need. This is SQLite's spelling; another database gets its
own.
"""

from __future__ import annotations

import re

from sqlalchemy import Connection

from ticker.model import GONE_HITS, GONE_S, MOVED_HITS, MOVED_S

_MINUTES = "CAST(round(i.published_offset_s / 60.0) AS INTEGER)"

_SPELLINGS = {
    "LOCAL": (
        # The source's own clock; offsets have whole minutes, as in RFC 3339.
        f"strftime('%Y-%m-%dT%H:%M:%S', i.published_at + 60 * {_MINUTES}, 'unixepoch')"
        f" || printf('%s%02d:%02d', CASE WHEN {_MINUTES} < 0 THEN '-' ELSE '+' END,"
        f" abs({_MINUTES}) / 60, abs({_MINUTES}) % 60)"
    ),
    # A source's state in a word; a good poll of an empty document does not confirm the listing.
    "STATE": f"""CASE
        WHEN NOT s.active THEN 'removed'
        WHEN s.last_poll_at IS NULL THEN 'never polled'
        WHEN s.gone_hits >= {GONE_HITS} AND s.last_poll_at - s.gone_since >= {GONE_S} THEN 'gone?'
        WHEN s.failures > 0 AND p.status = 429 THEN 'held'
        WHEN s.failures > 0 THEN 'failing'
        WHEN s.listed = 0 OR s.last_good_at > s.confirmed_at THEN 'empty'
        WHEN s.silent_since IS NOT NULL THEN 'silent'
        WHEN s.moved_hits >= {MOVED_HITS} AND s.last_poll_at - s.moved_since >= {MOVED_S}
            THEN 'moved'
        ELSE 'ok'
    END""",
    # What is listed was confirmed with its source, and is not written down again.
    "CONFIRMED": "coalesce(r.confirmed_at, g.last_seen_at, s.confirmed_at, r.seen_from_at)",
    "LAST_SEEN": "coalesce(g.last_seen_at, s.confirmed_at, g.first_seen_at)",
    "GONE_BY": "CASE WHEN g.revision_id = r.id THEN g.gone_at ELSE r.gone_by_at END",
}
"""Words that stand in `VIEWS` for longer expressions."""

VIEWS: dict[str, str] = {
    "items": """
SELECT
    i.id AS id,
    s.name AS source,
    i.url AS url,
    i.canonical_url AS canonical_url,
    w.title AS title,
    coalesce(w.headline, w.title) AS headline,
    coalesce(w.labels, '[]') AS labels,
    w.summary AS summary,
    i.author AS author,
    i.language AS language,
    AT[i.published_at] AS published_at,
    LOCAL AS published_local,
    i.published_text AS published_text,
    i.time_basis AS time_basis,
    i.time_error_s AS time_error_s,
    AT[i.first_seen_at] AS first_seen_at,
    AT[i.changed_at] AS changed_at,
    i.state AS state,
    i.matched_by AS matched_by,
    i.revisions AS revisions,
    i.sightings AS sightings,
    i.zone_guessed AS zone_guessed,
    i.sort_at AS sort_s
FROM item AS i
LEFT JOIN source AS s ON s.id = i.source_id
LEFT JOIN wording AS w ON w.id = i.wording_id""",
    "revisions": """
SELECT
    r.item_id AS item_id,
    s.name AS source,
    r.seq AS seq,
    r.kind AS kind,
    w.title AS title,
    coalesce(w.headline, w.title) AS headline,
    coalesce(w.labels, '[]') AS labels,
    nullif(coalesce(r.url, g.url), '') AS url,
    AT[r.claimed_published_at] AS claimed_published_at,
    AT[r.not_before_at] AS not_before_at,
    AT[r.seen_from_at] AS seen_from_at,
    AT[CONFIRMED] AS confirmed_at,
    AT[GONE_BY] AS gone_by_at,
    w.summary AS summary
FROM revision AS r
LEFT JOIN wording AS w ON w.id = r.wording_id
LEFT JOIN sighting AS g ON g.id = r.sighting_id
LEFT JOIN source AS s ON s.id = g.source_id""",
    "sightings": """
SELECT
    g.item_id AS item_id,
    s.name AS source,
    g.guid AS guid,
    g.url AS url,
    g.position AS position,
    AT[g.first_seen_at] AS first_seen_at,
    AT[LAST_SEEN] AS last_seen_at,
    AT[g.gone_at] AS gone_at,
    g.gone AS gone,
    g.matched_by AS matched_by,
    AT[g.claim_at] AS claimed_published_at,
    g.claim_text AS claimed_text,
    g.claim_basis AS claim_basis,
    g.claim_error_s AS claim_error_s
FROM sighting AS g
LEFT JOIN source AS s ON s.id = g.source_id""",
    "polls": """
SELECT
    p.id AS id,
    s.name AS source,
    AT[p.at] AS at,
    AT[p.until_at] AS until_at,
    p.repeats AS repeats,
    p.outcome AS outcome,
    p.status AS status,
    p.bytes AS bytes,
    p.duration_ms AS duration_ms,
    p.items AS items,
    p.new AS new,
    p.revised AS revised,
    p.overlap AS overlap,
    p.error AS error,
    p.capture AS capture,
    p.stage AS stage,
    p.body_sha256 AS body_sha256
FROM poll AS p
LEFT JOIN source AS s ON s.id = p.source_id""",
    "gaps": """
SELECT
    s.name AS source,
    AT[x.since_at] AS since_at,
    AT[x.until_at] AS until_at,
    x.reason AS reason
FROM gap AS x
LEFT JOIN source AS s ON s.id = x.source_id""",
    "changes": """
SELECT
    c.seq AS seq,
    AT[c.at] AS at,
    c.kind AS kind,
    c.item_id AS item_id,
    s.name AS source,
    c.headline AS headline,
    c.was AS was,
    c.detail AS detail
FROM change AS c
LEFT JOIN source AS s ON s.id = c.source_id""",
    "sources": """
SELECT
    s.name AS name,
    s.url AS url,
    s.kind AS kind,
    s.zone AS zone,
    STATE AS state,
    s.interval_s AS interval_s,
    AT[s.next_poll_at] AS next_poll_at,
    AT[s.last_poll_at] AS last_poll_at,
    AT[s.last_good_at] AS last_success_at,
    AT[s.last_new_at] AS last_new_at,
    s.failures AS failures,
    s.error AS error,
    s.interval_why AS interval_why,
    s.expected_s AS expected_s,
    AT[s.silent_since] AS silent_since,
    AT[s.failed_since] AS failed_since,
    s.moved_to AS moved_to,
    s.lying AS lying,
    s.reason AS reason
FROM source AS s
LEFT JOIN poll AS p ON p.id = s.poll_id""",
    "item_tags": """
SELECT
    l.item_id AS item_id,
    t.name AS tag,
    l.origin AS origin
FROM item_tag AS l
LEFT JOIN tag AS t ON t.id = l.tag_id""",
    "deliveries": """
SELECT
    d.key AS id,
    d.alert AS alert,
    d.kind AS kind,
    d.seq AS seq,
    d.first_seq AS first_seq,
    d.destination AS destination,
    d.state AS state,
    AT[d.at] AS at,
    d.tries AS tries,
    AT[d.next_try_at] AS next_try_at,
    AT[d.sent_at] AS sent_at,
    d.answer AS answer,
    d.told_by AS told_by
FROM delivery AS d""",
}
"""View name -> its SELECT, in which ``AT[x]`` is the seconds `x` as ISO-8601 text."""


def create_views(connection: Connection) -> None:
    """Make every public view, anew where it stands already; part of the caller's transaction."""
    drop_views(connection)
    for name, select in VIEWS.items():
        connection.exec_driver_sql(f"CREATE VIEW {name} AS{_spelled(select)}")


def drop_views(connection: Connection) -> None:
    """Take the public views away; a migration does this before it touches a table under them."""
    for name in VIEWS:
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")


def view_columns(name: str) -> tuple[str, ...]:
    """The columns of a public view, in order."""
    return tuple(re.findall(r" AS (\w+),?$", VIEWS[name].split("\nFROM ")[0], re.MULTILINE))


def _spelled(select: str) -> str:
    for word, expression in _SPELLINGS.items():
        select = re.sub(rf"\b{word}\b", expression, select)
    return re.sub(r"AT\[(.+?)\]", r"strftime('%Y-%m-%dT%H:%M:%SZ', \1, 'unixepoch')", select)
