"""Stops work that takes too long, in the process that reads apart."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class TooLong(BaseException):
    """Time is up. Not an Exception: no handler of a library may swallow it."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Stops what takes longer; only in the process that reads apart, where nobody else counts."""

    def stop(*args: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.01))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
