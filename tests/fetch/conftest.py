"""What all tests of this room stand on: an authority of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

CERTIFICATES = Path(__file__).parent / "certificates"


@pytest.fixture(autouse=True)
def own_authority(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trust the test authority alone: the machine's own list is neither needed nor read."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(CERTIFICATES / "none"))
