"""docs/web.md, the OpenAPI document, and what the server does: held to each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from prometheus_client.parser import text_string_to_metric_families
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.cli.served import feed
from tests.web.serving import Site, site
from ticker.web.asked import Listing

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "web.md").read_text(encoding="utf-8")
ENDLESS = "/v1/stream"
EACH = 8
"""Requests a route: the gate has seconds; more were sent by hand."""
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("wire")) as opened:
        for headlines in (("Train", "Ferry leaves"), ("Bus", "Train", "Ferry leaves late")):
            opened.room.documents["/rss"] = feed(*headlines, hour=0)
            opened.poll()
        yield opened


def test_every_route_is_told_and_no_other(wire: Site) -> None:
    paths = wire.get("/openapi.json").json["paths"]
    told = re.findall(r"^\| `(/[^`]+)` \| .+ \|$", PAGE, re.MULTILINE)
    assert sorted(told) == sorted(paths)
    assert all(set(routes) == {"get"} for routes in paths.values())
    assert all(routes["get"]["description"] for routes in paths.values())


def test_every_filter_and_every_metric_is_told(wire: Site) -> None:
    paging = {"limit", "after"}
    assert [n for n in Listing.model_fields if n not in paging and f"`{n}`" not in PAGE] == []
    names = {f.name for f in text_string_to_metric_families(wire.get("/metrics").text)}
    assert [n for n in names if f"`{n}`" not in PAGE and f"`{n}_total`" not in PAGE] == []


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_question_breaks_the_server_and_every_answer_is_documented(
    wire: Site, mode: GenerationMode
) -> None:
    """Questions made up out of the OpenAPI document, right ones and wrong ones: what comes back has
    a status, a type and a shape that the document promises, and is never a 500."""
    api = schemathesis.openapi.from_dict(wire.get("/openapi.json").json)
    api.config.base_url = wire.server.url.rstrip("/")
    operations = [found.ok() for found in api.get_all_operations()]
    asked = sum(ask(one, mode) for one in operations if one.path != ENDLESS)
    assert asked > (40 if mode == GenerationMode.POSITIVE else 10)


def ask(operation: Any, mode: GenerationMode) -> int:
    """Send made-up requests of one route; how many."""
    asked = []

    @settings(
        max_examples=EACH,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        asked.append(case.call_and_validate(checks=CHECKS, timeout=60))

    with suppress(Unsatisfiable):  # a route without parameters cannot be asked wrongly
        send()
    return len(asked)
