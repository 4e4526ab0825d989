"""``/v1`` over real HTTP: the record, a page at a time, with problems for what cannot be read."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.served import feed
from tests.web.serving import Site, site
from ticker.web.guard import CSP

HOSTILE = "<script>alert(1)</script> \x1b[31mred\u202e &amp; \"quoted\" 'single' " + "x" * 300


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("wire")) as open_site:
        headlines = [f"Ferry number {number} leaves" for number in range(12, 0, -1)]
        open_site.room.documents["/rss"] = feed(*headlines, hour=0)
        open_site.poll()
        open_site.room.documents["/rss"] = feed("Ferry number 12 is late", *headlines[1:], hour=0)
        open_site.poll()
        yield open_site


def test_items_come_a_page_at_a_time_and_each_once(wire: Site) -> None:
    seen, cursor = [], ""
    while True:
        page = wire.get(f"/v1/items?limit=5{cursor}").json
        seen += [item["headline"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&after={page['next']}"
    assert seen == ["Ferry number 12 is late"] + [
        f"Ferry number {n} leaves" for n in range(11, 0, -1)
    ]


def test_filters_are_those_of_the_command(wire: Site) -> None:
    assert len(wire.get("/v1/items?tag=sea&text=late").json["items"]) == 1
    assert wire.get("/v1/items?not_tag=sea").json["items"] == []
    assert len(wire.get("/v1/items?any_tag=sea&any_tag=rail&text=late").json["items"]) == 1
    assert wire.get("/v1/items?any_tag=rail&any_tag=road").json["items"] == []
    assert len(wire.get("/v1/items?tag=&text=&order=oldest&limit=3").json["items"]) == 3
    first = wire.get("/v1/items?order=oldest&limit=1&source=harbour").json["items"][0]
    assert first["headline"] == "Ferry number 1 leaves"


def test_days_are_those_of_the_askers_zone(wire: Site) -> None:
    here = wire.get("/v1/items?day=2025-07-10&zone=Europe/Kyiv").json["items"]
    there = wire.get("/v1/items?day=2025-07-09&zone=America/New_York").json["items"]
    assert len(here) == 12
    assert 0 < len(there) < 12


def test_an_item_and_its_history(wire: Site) -> None:
    item = wire.get("/v1/items?text=late").json["items"][0]
    assert wire.get(f"/v1/items/{item['id']}").json == item
    history = wire.get(f"/v1/items/{item['id']}/history").json
    assert [revision["headline"] for revision in history["revisions"]] == [
        "Ferry number 12 leaves",
        "Ferry number 12 is late",
    ]


def test_changes_go_on_where_they_ended(wire: Site) -> None:
    first = wire.get("/v1/changes?limit=10").json
    rest = wire.get(f"/v1/changes?after={first['next']}").json
    seqs = [change["seq"] for change in (*first["changes"], *rest["changes"])]
    assert seqs == sorted(set(seqs))
    assert [change["kind"] for change in rest["changes"]][-1] == "revised"
    assert wire.get(f"/v1/changes?after={rest['next']}").json == {
        "changes": [],
        "next": rest["next"],
    }


def test_sources_tags_gaps_and_counts(wire: Site) -> None:
    assert wire.get("/v1/sources").json["sources"][0]["name"] == "harbour"
    assert {"tag": "sea", "items": 12, "origins": ["source", "feed"]} in wire.get("/v1/tags").json[
        "tags"
    ]
    assert wire.get("/v1/gaps").json == {"gaps": []}
    stats = wire.get("/v1/stats").json
    assert (stats["items"], stats["revisions"]) == (12, 13)


@pytest.mark.parametrize(
    ("path", "status", "where"),
    [
        ("/v1/items?since=elephant", 400, "since"),
        ("/v1/items?source=nobody", 400, None),
        ("/v1/items?label=nonsense", 400, "labels"),
        ("/v1/items?zone=Mars/Olympus", 400, "zone"),
        ("/v1/items?zone=../../etc/passwd", 400, "zone"),
        ("/v1/items?after=999999", 400, None),
        ("/v1/items?tag=a&not_tag=a", 400, None),
        ("/v1/items?limit=0", 422, "limit"),
        ("/v1/items?limit=501", 422, "limit"),
        ("/v1/items?order=sideways", 422, "order"),
        ("/v1/items?unheard=of", 422, "unheard"),
        ("/v1/items?text=%20", 400, "text"),
        ("/v1/items/0", 422, "item_id"),
        ("/v1/items/99999999999999999999", 422, "item_id"),
        ("/v1/items/999", 404, None),
        ("/v1/items/999/history", 404, None),
        ("/v1/nowhere", 404, None),
        ("/v1/stream?kind=loud", 422, "kind.0"),
    ],
)
def test_what_cannot_be_read_is_a_problem_that_says_why(
    wire: Site, path: str, status: int, where: str | None
) -> None:
    answer = wire.get(path)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status == answer.json["status"] == status
    assert answer.json.get("where") == where
    assert answer.json["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_there_is_nothing_to_write(wire: Site, method: str) -> None:
    answer = wire.get("/v1/items", method)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path",
    [
        *("/v1/items", "/v1/items/1", "/v1/nowhere", "/feeds/items.atom", "/feeds/items.json"),
        *("/", "/items/1", "/nowhere", "/sources", "/gaps", "/docs", "/openapi.json"),
        *("/metrics", "/healthz", "/readyz", "/static/wire.css", "/static/../app.py"),
    ],
)
def test_every_answer_is_strict_about_what_a_browser_may_do(wire: Site, path: str) -> None:
    answer = wire.get(path, accept="text/html,*/*")
    assert answer.headers["content-security-policy"] == CSP
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/v1/items", "/", "/feeds/items.atom", "/static/wire.css"])
def test_who_has_it_already_is_told_so(wire: Site, path: str) -> None:
    first = wire.get(path)
    again = wire.get(path, if_none_match=first.headers["etag"])
    assert (first.status, again.status, again.body) == (200, 304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert wire.get(path, if_none_match='"another"').status == 200


def test_head_is_get_without_the_body(wire: Site) -> None:
    whole, head = wire.get("/v1/items"), wire.get("/v1/items", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.body))
    assert head.headers["etag"] == whole.headers["etag"]


def test_answers_are_compressed_for_who_asks(wire: Site) -> None:
    plain, packed = wire.get("/v1/items"), wire.get("/v1/items", accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    again = wire.get("/v1/items", accept_encoding="gzip", if_none_match=plain.headers["etag"])
    assert again.status == 304


def test_a_name_that_is_not_ours_is_refused(wire: Site) -> None:
    """A stranger's page may be made to lead to the loopback (DNS rebinding)."""
    for name in ("evil.example", "evil.example:80", "127.0.0.1.evil.example", ""):
        assert wire.get("/v1/items", host=name).status == 421
    for name in ("localhost", f"LOCALHOST:{wire.port}", "[::1]:80", "127.0.0.1."):
        assert wire.get("/v1/items", host=name).status == 200


def test_the_openapi_document_knows_every_key_of_an_answer(wire: Site) -> None:
    shapes = wire.get("/openapi.json").json["components"]["schemas"]
    answers = {
        "Items": wire.get("/v1/items").json,
        "Item": wire.get("/v1/items/1").json,
        "History": wire.get("/v1/items/1/history").json,
        "Changes": wire.get("/v1/changes").json,
        "Tags": wire.get("/v1/tags").json,
        "Gaps": wire.get("/v1/gaps").json,
        "Stats": wire.get("/v1/stats").json,
    }
    for name, answer in answers.items():
        assert set(answer) == set(shapes[name]["properties"]), name
        assert set(shapes[name]["required"]) <= set(answer), name
    assert set(answers["Items"]["items"][0]) == set(shapes["Item"]["properties"])
    assert set(answers["History"]["revisions"][0]) == set(shapes["Revision"]["properties"])
    assert set(answers["Changes"]["changes"][0]) == set(shapes["Change"]["properties"])
    source = wire.get("/v1/sources").json["sources"][0]
    assert set(shapes["Source"]["required"]) <= set(source)


def test_beyond_the_loopback_a_token_opens(tmp_path: Path) -> None:
    token = "correct-horse-battery"
    with site(tmp_path, token=token) as desk:
        desk.room.documents["/rss"] = feed("Ferry leaves")
        desk.poll()
        refused = desk.get("/v1/items")
        assert refused.status == 401
        assert refused.headers["www-authenticate"].startswith("Bearer")
        assert token not in refused.text
        assert desk.get("/v1/items", authorization=f"Bearer {token}").status == 200
        basic = "Basic YW55Ym9keTpjb3JyZWN0LWhvcnNlLWJhdHRlcnk="
        assert desk.get("/", authorization=basic).status == 200
        for wrong in ("Bearer x", "Bearer", "Basic x", "Basic eA==", f"Digest {token}", ""):
            assert desk.get("/v1/items", authorization=wrong).status == 401


def test_before_the_first_poll_there_is_no_store_and_it_is_said(tmp_path: Path) -> None:
    with site(tmp_path) as desk:
        assert desk.get("/healthz").status == 200
        early = desk.get("/readyz")
        assert (early.status, early.json["detail"].startswith("no store at")) == (503, True)
        desk.room.documents["/rss"] = feed("Ferry leaves")
        desk.poll()
        assert desk.get("/readyz").status == 200
        assert len(desk.get("/v1/items").json["items"]) == 1


def test_hostile_text_is_text_everywhere(tmp_path: Path) -> None:
    with site(tmp_path) as desk:
        escaped = HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace("\x1b", "")
        desk.room.documents["/rss"] = feed(escaped)
        desk.poll()
        item = desk.get("/v1/items").json["items"][0]
        assert "<script>" in item["title"]
        assert b"\xe2\x80\xae" not in desk.get("/v1/items").body
        for path in ("/", f"/items/{item['id']}", "/feeds/items.atom"):
            shown = desk.get(path).text
            assert "<script>alert" not in shown
            assert "\u202e" not in shown
        assert "\u202e" not in json.dumps(desk.get("/feeds/items.json").json, ensure_ascii=False)
        refused = desk.get("/v1/items?since=%3Cscript%3Ealert(1)%3C/script%3E", accept="text/html")
        assert refused.headers["content-type"] == "application/problem+json"
        page = desk.get("/?since=%3Cscript%3Ealert(1)%3C/script%3E", accept="text/html")
        assert (page.status, "<script>alert" in page.text) == (400, False)
