"""What every test may use: the browser, a frozen clock, a fresh cache."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import connection, connections

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 12, 4, 9, 0, tzinfo=TOKYO)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Lets every connection restore what the migrations wrote (roles, review, front page).

    Playwright's greenlets get connections of their own, which know nothing of what Django kept on
    the first one.
    """
    kept = getattr(connection, "_test_serialized_contents", None)
    if kept is not None:
        type(connections["default"])._test_serialized_contents = kept


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def now(time_machine) -> datetime:
    """Friday 4 December 2026, nine in the morning in Tokyo; the clock stands."""
    time_machine.move_to(NOW, tick=False)
    return NOW


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    return {
        **browser_type_launch_args,
        "executable_path": "/usr/bin/chromium",
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    return {
        **browser_context_args,
        "locale": "ja-JP",
        "timezone_id": "Asia/Tokyo",
        "viewport": {"width": 360, "height": 800},
    }
