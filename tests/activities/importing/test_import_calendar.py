"""The command: counts that add up, nothing stored by a dry run, refusals with reasons."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from activities.models import Activity, CalendarSource, Occurrence
from tests.activities.importing.test_calendars import SINGLE, WEEKLY, calendar
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "files"


@pytest.fixture
def run(now, capsys):
    make_organisation("hidamari")

    def run(calendar, **options):
        call_command("import_calendar", str(calendar), organisation="hidamari", **options)
        out = capsys.readouterr().out
        return json.loads(out) if options.get("json") else out

    return run


def test_the_report_adds_up_and_names_reasons(run, tmp_path):
    file = tmp_path / "a.ics"
    broken = "UID:broken\nSUMMARY:こわれた予定\nDTSTART:soon\n"
    file.write_bytes(calendar(WEEKLY, SINGLE, broken, "UID:x\nDTSTART:20261210\n"))
    told = run(file, json=True)
    assert told == {
        "read": 4,
        "gone": 0,
        "added": 2,
        "changed": 0,
        "cancelled": 0,
        "unchanged": 0,
        "left_out": 1,
        "refused": 1,
        "dry_run": False,
        "left_out_because": {"untitled": 1},
        "refusals": [
            {
                "uid": "broken",
                "title": "こわれた予定",
                "line": 19,
                "reason": "DTSTART（soon）を日時として読めません。",
            }
        ],
    }


def test_a_dry_run_tells_the_same_and_stores_nothing(run):
    dry = run(FILES / "google.ics", json=True, dry_run=True)
    assert (Activity.objects.count(), CalendarSource.objects.count()) == (0, 0)
    real = run(FILES / "google.ics", json=True)
    assert dry | {"dry_run": False} == real


def test_activities_are_drafts_or_public_at_once(run):
    run(FILES / "apple.ics")
    assert Activity.objects.filter(live=True).count() == 0
    run(FILES / "outlook.ics", publish=True)
    assert set(Activity.objects.filter(live=True).values_list("title", flat=True)) == {
        "そよかぜサロン", "大そうじ", "スマホ教室",
    }  # fmt: skip
    assert Occurrence.objects.count() > 10


def test_in_words_it_says_how_many_and_why(run):
    out = run(FILES / "outlook.ics", dry_run=True)
    assert "予定5件を読みました" in out
    assert "非公開の予定: 1" in out


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("http://127.0.0.1/a.ics", "内部のネットワーク"),
        ("file:///etc/passwd", "https://"),
        ("/no/such/file.ics", "ファイルが見つかりません"),
        (__file__, "ではありません"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(run, given, reason):
    with pytest.raises(CommandError, match=reason):
        run(given)
    assert CalendarSource.objects.count() == 0


def test_a_group_that_is_not_there_is_said_so(now):
    with pytest.raises(CommandError, match="no-such"):
        call_command("import_calendar", "a.ics", organisation="no-such")
