"""Lets one calendar at a time be read for the web on one machine.

A reading may take 25 seconds of a web process; whoever comes second is asked to wait, so that the
other processes go on serving pages.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings


class Busy(Exception):
    """Somebody else's calendar is being read just now."""


@contextmanager
def my_turn() -> Iterator[None]:
    """Raises Busy. The lock ends with the process, however it ends."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "calendar-reading.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        yield
