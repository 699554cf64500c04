"""A calendar program that people use reads the feed: the same dates as the rows, no complaint."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from activities import occurrences
from activities.models import Occurrence
from tests.factories import TOKYO, at, make_activity, make_organisation

pytestmark = pytest.mark.django_db
KHAL = Path(sys.executable).parent / "khal"
LINE = "{uid}\t{start-long-full}\t{title}\t{status}"
CONFIG = """
[calendars]
[[read]]
path = {folder}/read
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Asia/Tokyo
default_timezone = Asia/Tokyo
[sqlite]
path = {folder}/khal.db
[default]
default_calendar = read
"""


@pytest.fixture
def khal(tmp_path):
    (tmp_path / "read").mkdir()
    (tmp_path / "config").write_text(CONFIG.format(folder=tmp_path))
    environment = {**os.environ, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [KHAL, "-c", tmp_path / "config", *words],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )

    return run


def test_khal_reads_the_same_dates(client, now, khal, tmp_path):
    weekly = make_activity(rule="FREQ=WEEKLY;BYDAY=WE;COUNT=8", starts_at=at("2026-12-09 08:00"))
    first, second, third = weekly.occurrences.order_by("starts_at")[:3]
    occurrences.cancel(first, reason="台風のため", now=now)
    occurrences.postpone(second, now=now)
    begin, end = at("2026-12-24 22:00"), at("2026-12-25 00:00")
    occurrences.move(third, starts_at=begin, ends_at=end, now=now)
    make_activity(
        make_organisation("kai"),
        title="作品展;,\\ 👨‍👩‍👧‍👦" + "あ" * 40,
        starts_at=at("2026-12-12 00:00"),
        hours=24,
        schedule={"is_all_day": True},
        email="kai@example.jp",
        email_is_public=True,
    )
    file = tmp_path / "feed.ics"
    file.write_bytes(client.get("/activities/calendar.ics").content)
    taken = khal("import", "--batch", str(file))
    assert (taken.returncode, taken.stdout, taken.stderr) == (0, "", "")
    shown = khal("list", "--day-format", "", "--format", LINE, "2026-12-01", "90d")
    assert (shown.returncode, shown.stderr) == (0, "")
    read = [line.strip().split("\t") for line in shown.stdout.splitlines() if line.strip()]
    marks = {"cancelled": "【中止】", "postponed": "【延期】"}
    words = {"cancelled": "CANCELLED", "postponed": "TENTATIVE"}
    assert sorted(read) == sorted(
        [
            f"{row.uid}@tsudoi.example.jp",
            f"{row.starts_at.astimezone(TOKYO):%Y-%m-%d %H:%M}",
            marks.get(row.status, "") + row.activity.title,
            words.get(row.status, "CONFIRMED"),
        ]
        for row in Occurrence.objects.select_related("activity")
    )
    assert len(read) == 9
