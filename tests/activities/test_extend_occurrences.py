"""The nightly run: killed and run again, twice at once, after months; the rows are the same."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import jpholiday
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities import horizon, recurrence
from activities.models import Activity, Occurrence, Schedule
from activities.occurrences import writing
from activities.occurrences.rule import BATCH
from tests.factories import at, make_activity, make_organisation, make_venue

ROOT = Path(__file__).resolve().parent.parent.parent
WEEKLY = "FREQ=WEEKLY;BYDAY=WE"
MOMENT = "2026-12-04T09:00:00+09:00"
MOST_SECONDS = 120


class City:
    """Activities whose dates nobody has written yet, in a database that other processes reach."""

    def __init__(self, folder: Path) -> None:
        venue, group = make_venue(), make_organisation()
        activities = Activity.objects.bulk_create(
            Activity(title=f"会{number}", organiser=group, venue=venue, category="salon", live=True)
            for number in range(2 * BATCH + 50)
        )
        start = at("2026-12-09 10:00")
        Schedule.objects.bulk_create(
            Schedule(
                activity=activity,
                starts_at=start,
                ends_at=start + timedelta(hours=1),
                rule="FREQ=MONTHLY;BYDAY=2WE",
            )
            for activity in activities
        )
        self.environment = {**os.environ, "PYTHONPATH": str(ROOT), "PORTAL_VAR_DIR": str(folder)}
        self.file = folder / "portal.sqlite3"
        if connection.vendor == "sqlite":
            with sqlite3.connect(self.file) as target:
                connection.connection.backup(target)
        else:
            it = connection.settings_dict
            address = f"postgresql://{it['USER']}@/{it['NAME']}?host={quote(it['HOST'], safe='')}"
            self.environment["DATABASE_URL"] = address

    def start(self, *verbs: str) -> subprocess.Popen:
        script = ROOT / "tests/activities/extending.py"
        return subprocess.Popen(
            [sys.executable, str(script), MOMENT, *verbs],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *verbs: str) -> bytes:
        out, errors = self.start(*verbs).communicate(timeout=MOST_SECONDS)
        assert b"Traceback" not in errors, errors.decode()
        return out

    def count(self) -> int:
        if connection.vendor != "sqlite":
            return Occurrence.objects.count()
        with sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=20) as reader:
            return reader.execute("SELECT count(*) FROM activities_occurrence").fetchone()[0]


def killed_in_the_middle(city: City, whole: int) -> None:
    running = city.start("extend")
    give_up = time.monotonic() + MOST_SECONDS
    while city.count() == 0 and time.monotonic() < give_up:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    assert running.returncode == -signal.SIGKILL
    assert 0 < city.count() < whole


def two_at_once(city: City, whole: int) -> None:
    runs = [city.start("extend"), city.start("extend")]
    errors = [run.communicate(timeout=MOST_SECONDS)[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], errors
    assert city.count() == whole


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("disturb", [killed_in_the_middle, two_at_once])
def test_a_disturbed_run_leaves_the_same_rows_as_an_undisturbed_one(
    tmp_path: Path, disturb: Callable[[City, int], None]
):
    city = City(tmp_path)
    undisturbed = json.loads(city.run("extend", "dump", "clear"))
    assert (len(undisturbed), city.count()) == (13 * (2 * BATCH + 50), 0)
    disturb(city, len(undisturbed))
    assert json.loads(city.run("extend", "dump")) == undisturbed


@pytest.mark.django_db
def test_a_second_run_changes_nothing(now):
    make_activity(rule=WEEKLY)
    call_command("extend_occurrences")
    before = list(Occurrence.objects.order_by("pk").values())
    call_command("extend_occurrences")
    assert list(Occurrence.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_after_a_gap_of_months_no_week_is_missing(now, time_machine):
    activity = make_activity(rule=WEEKLY)
    time_machine.move_to(at("2027-09-01 03:00"), tick=False)
    call_command("extend_occurrences")
    days = list(activity.occurrences.order_by("date").values_list("date", flat=True))
    assert days == [days[0] + timedelta(weeks=week) for week in range(len(days))]
    assert str(days[-1]) == "2028-09-27"
    assert horizon.count_short(now=at("2027-09-01 03:00")) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_a_run_costs_the_same_queries(now, time_machine, number):
    for _ in range(number):
        make_activity(rule=WEEKLY)
    time_machine.move_to(at("2026-12-24 03:00"), tick=False)
    with CaptureQueriesContext(connection) as asked:
        call_command("extend_occurrences")
    assert len(asked) == 12


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["form", "address"])
def test_an_upgrade_reaches_the_texts_of_all_rows_at_night(now, settings, monkeypatch, change: str):
    activity = make_activity(rule=WEEKLY)
    activity.occurrences.update(ical="BEGIN:VEVENT as an older version wrote it")
    call_command("extend_occurrences")
    assert activity.occurrences.first().ical.endswith("older version wrote it")
    if change == "form":
        monkeypatch.setattr(writing, "FORM", writing.FORM + 1)
    else:
        settings.SITE_DOMAIN = "tsudoi.example.org"
    call_command("extend_occurrences")
    assert activity.occurrences.first().ical.startswith("BEGIN:VEVENT\r\nUID:")


class CityDay(jpholiday.OriginalHolidayCheckerInterface):
    """A public holiday that the law has added meanwhile."""

    def is_holiday(self, date):
        return (date.year, date.month, date.day) == (2026, 12, 16)

    def holiday_name(self, date):
        return "まちの日"


@pytest.fixture
def new_holiday() -> Iterator[Callable[[], None]]:
    """Known from the call on, as if the night's process had a newer calendar."""
    holiday = CityDay()

    def proclaim() -> None:
        jpholiday.register(holiday)
        recurrence._holidays.cache_clear()

    yield proclaim
    jpholiday.unregister(holiday)
    recurrence._holidays.cache_clear()


@pytest.mark.django_db
def test_a_new_public_holiday_reaches_the_rows_at_night(now, new_holiday):
    activity = make_activity(rule=WEEKLY, schedule={"skip_holidays": True})
    first = [str(day) for day in activity.occurrences.values_list("date", flat=True)[:3]]
    assert first == ["2026-12-09", "2026-12-16", "2026-12-23"]
    new_holiday()
    call_command("extend_occurrences")
    first = [str(day) for day in activity.occurrences.values_list("date", flat=True)[:3]]
    assert first == ["2026-12-09", "2026-12-23", "2026-12-30"]


@pytest.mark.django_db
def test_a_moved_venue_and_a_group_at_home_elsewhere_reach_the_rows_at_once(now):
    group = make_organisation()
    hall = make_activity(rule=WEEKLY, organisation=group, title="ホールの会")
    hall.venue.name = "ひかりホール"
    hall.venue.save()
    group.name = "ひかりの会"
    group.save()
    row = hall.occurrences.first()
    assert ("ひかりホール" in row.ical, row.sequence) == (True, 2)
