"""Has a calendar file read by another process, which may fail, swell or hang without harm."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from activities.importing.addresses import gettext_noop
from activities.importing.content_lines import CalendarError
from activities.importing.fetch import MAX_BYTES, TOO_MUCH
from activities.importing.series import Series

SECONDS = 14
ROOT = Path(__file__).resolve().parents[2]
TOO_HARD = gettext_noop("The calendar is too complicated to be read.")

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Refusal:
    """An entry that cannot be used; `reason` is a message id that `values` fill."""

    uid: str
    title: str
    line: int
    reason: str
    values: dict[str, Any]


@dataclass
class Reading:
    """All entries of a file: what can be used, and what cannot."""

    name: str = ""
    series: list[Series] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def read(data: bytes, *, now: datetime) -> Reading:
    """Raises CalendarError when nothing of the file can be used."""
    if len(data) > MAX_BYTES:
        raise CalendarError(TOO_MUCH)
    try:
        done = subprocess.run(  # noqa: S603  our own module, no shell, no word from outside
            [sys.executable, "-m", "activities.importing.reader", now.isoformat()],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            cwd=ROOT,
            env={"PYTHONHASHSEED": "0", "TZ": "UTC", "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CalendarError(TOO_HARD) from None
    if done.returncode != 0:
        logger.warning("A calendar was not read: %s", done.stderr[-2_000:].decode(errors="replace"))
        raise CalendarError(TOO_HARD)
    return of_json(json.loads(done.stdout))


def of_json(told: dict[str, Any]) -> Reading:
    if "error" in told:
        raise CalendarError(told["error"])
    series = [
        Series(**each | {"moved": {key: tuple(pair) for key, pair in each["moved"].items()}})
        for each in told["series"]
    ]
    return Reading(told["name"], series, [Refusal(**each) for each in told["refusals"]])
