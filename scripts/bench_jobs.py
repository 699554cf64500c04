"""Measures the long jobs on a copy of the big database: each in a process of its own, in one run.

Seconds, queries, and the most memory of the process and its children. The feed is compared with
joining and compressing the same text by hand.
"""

from __future__ import annotations

import gzip
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RULES, ENTRIES, ROUNDS = 1_000, 5_000, 5
FEED_DATES = 2_000
COPY = "copy-for-bench"


@contextmanager
def counted():
    """The queries of the block, without keeping their texts."""
    from django.db import connection

    seen = [0]

    def count(execute, sql, params, many, context):
        seen[0] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield seen


def feed() -> dict:
    """A feed of some two thousand dates, with nothing kept, against the same bytes by hand."""
    from django.conf import settings
    from django.core.cache import cache
    from django.db.models import Count
    from django.test import Client
    from django.utils import timezone

    from activities import ical
    from activities.models import Occurrence

    settings.ALLOWED_HOSTS.append("testserver")
    today = timezone.localdate()
    window = (today - timedelta(days=30), today + timedelta(days=366))
    sizes = (
        Occurrence.objects.public()
        .filter(date__range=window)
        .values("activity__organiser__slug")
        .annotate(number=Count("pk"))
        .order_by("number")
    )
    found = next((one for one in sizes if one["number"] >= FEED_DATES), sizes.last())
    path = f"/organisations/{found['activity__organiser__slug']}/calendar.ics"
    client, cold = Client(), []
    for _ in range(ROUNDS):
        cache.clear()
        began = time.perf_counter()
        with counted() as queries:
            response = client.get(path, headers={"accept-encoding": "gzip"})
        cold.append(time.perf_counter() - began)
    text = gzip.decompress(response.content).decode()
    head, *events = text.split("BEGIN:VEVENT")
    events = ["BEGIN:VEVENT" + event for event in events]
    by_hand = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        body = ical.calendar(events=events, name="x", url="x")
        gzip.compress(body, compresslevel=5, mtime=0)
        by_hand.append(time.perf_counter() - began)
    return {
        "asked": found["number"],
        "sent": len(events),
        "bytes": len(text.encode()),
        "queries": queries[0],
        "ms": round(min(cold) * 1000, 1),
        "times_by_hand": round(min(cold) / min(by_hand), 2),
    }


def materialise() -> dict:
    """A thousand weekly rules that have no dates yet."""
    from django.utils import timezone

    from activities import occurrences
    from activities.models import Activity, Occurrence, Schedule

    now = timezone.now()
    keys = list(Activity.objects.public().values_list("pk", flat=True)[:RULES])
    Activity.objects.exclude(pk__in=keys).update(live=False)
    Occurrence.objects.all().delete()
    Schedule.objects.all().delete()
    start = timezone.localtime(now).replace(hour=10, minute=0, second=0, microsecond=0)
    Schedule.objects.bulk_create(
        Schedule(
            activity_id=key,
            starts_at=start + timedelta(days=number % 7),
            ends_at=start + timedelta(days=number % 7, hours=2),
            rule="FREQ=WEEKLY",
        )
        for number, key in enumerate(keys)
    )
    return _extended(occurrences, now)


def nightly() -> dict:
    """A night at full size: one day more for every rule."""
    from django.utils import timezone

    from activities import occurrences
    from activities.models import Activity

    keys = list(Activity.objects.public().values_list("pk", flat=True))
    occurrences.mark_written(keys, now=timezone.now())
    return _extended(occurrences, timezone.now() + timedelta(days=1))


def _extended(occurrences, now: datetime) -> dict:
    began = time.perf_counter()
    with counted() as queries:
        change = occurrences.extend_all(now=now)
    return {
        "seconds": round(time.perf_counter() - began, 1),
        "queries": queries[0],
        "created": change.created,
        "updated": change.updated,
    }


def import_entries() -> dict:
    """A group's calendar of five thousand entries, read from a file and brought in."""
    from django.core.management import call_command

    from organisations.models import Organisation

    start = datetime.now().replace(hour=9, minute=0, second=0, microsecond=0)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bench//JA"]
    for number in range(ENTRIES):
        begin = start + timedelta(days=number % 390, minutes=number % 600)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{number}@bench.example.jp",
            "DTSTAMP:20261101T000000Z",
            f"DTSTART;TZID=Asia/Tokyo:{begin:%Y%m%dT%H%M%S}",
            f"DTEND;TZID=Asia/Tokyo:{begin + timedelta(hours=1):%Y%m%dT%H%M%S}",
            f"SUMMARY:会合 {number}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    path = Path(os.environ["PORTAL_VAR_DIR"]) / "entries.ics"
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8")
    slug = Organisation.objects.values_list("slug", flat=True).first()
    began = time.perf_counter()
    with open(os.devnull, "w") as quiet:
        call_command("import_calendar", str(path), organisation=slug, stdout=quiet)
    return {"seconds": round(time.perf_counter() - began, 1), "entries": ENTRIES}


JOBS: dict[str, Callable[[], dict]] = {
    "feed-cold": feed,
    "materialise": materialise,
    "nightly": nightly,
    "import": import_entries,
}


def run(name: str) -> None:
    """One job; it writes and deletes, so it touches nothing but a copy that `measured` made."""
    import django

    if not (Path(os.environ["PORTAL_VAR_DIR"]) / COPY).exists():
        raise SystemExit("Jobs are measured on a copy: run `make bench`.")
    django.setup()
    found = JOBS[name]()
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(json.dumps(found | {"most_mb": round(peak / 1024)}))


def measured(source: Path) -> dict[str, dict]:
    """All jobs, each on a fresh copy of the database in `source`."""
    table = {}
    for name in JOBS:
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(source / "portal.sqlite3", folder)
            (Path(folder) / COPY).touch()
            done = subprocess.run(
                [sys.executable, __file__, name],
                cwd=ROOT,
                env={
                    **os.environ,
                    "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
                    "PORTAL_VAR_DIR": folder,
                    "PYTHONPATH": str(ROOT),
                },
                text=True,
                stdout=subprocess.PIPE,
                check=True,
            )
            table[name] = json.loads(done.stdout.splitlines()[-1])
            print(f"{name:12}", *(f"{key}={value}" for key, value in table[name].items()))
    return table


if __name__ == "__main__":
    run(sys.argv[1])
