"""What every test may lean on: where the shared real input lies, and a loud skip without it."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from hypothesis import settings

# No test asserts speed: a busy machine is no bug of the code.
settings.register_profile("gate", deadline=None)
settings.load_profile("gate")

# A shell starts what runs in its background with Ctrl-C ignored, and processes that tests start
# would inherit that: they are stopped by it.
signal.signal(signal.SIGINT, signal.default_int_handler)

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared_inputs() -> Path:
    """The folder of real input beside the project; skips with a reason where it is missing."""
    inputs = SHARED / "inputs"
    if not inputs.is_dir():
        pytest.skip(f"real input is not beside this checkout: {inputs}")
    return inputs
