"""Measures resident pages and feeds against a bare view and against growth in data.

Ratios are what counts: every row is compared with the bare view of the same server in the same
run, and with the same row at the smaller size. The table goes to the screen and to var/bench.json.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import bench_jobs

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var" / "bench"
SIZES = [int(size) for size in sys.argv[1:]] or [100, 10_000]
PORT = 8799
SECONDS = 4.0
CLIENTS = 2
HEAD = [
    "activities",
    "requests_per_s",
    "p50_ms",
    "p95_ms",
    "queries",
    "bytes",
    "times_bare",
    "growth",
]

PROBE = """
import json, sys
import django; django.setup()
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from activities.models import Activity, Occurrence
from organisations.models import District
settings.ALLOWED_HOSTS.append("testserver")
today = timezone.localdate()
area = District.objects.filter(slug="kitayoshi").get()
busiest = Occurrence.objects.public().filter(date__gte=today).values("activity").annotate(
    n=Count("pk")).order_by("-n", "activity").first()["activity"]
paths = {
    "list": f"/activities/?district={area.slug}&when=week",
    "activity": f"/activities/{busiest}/",
    "feed": f"/districts/{area.slug}/calendar.ics",
}
found = {"occurrences": Occurrence.objects.count(), "rows": {}}
client = Client()
for name, path in paths.items():
    client.get(path)
    cache.clear()
    with CaptureQueriesContext(connection, ) as caught:
        response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    found["rows"][name] = {"path": path, "queries": len(caught), "bytes": len(response.content),
                           "etag": response.get("ETag", "")}
for twin, name, headers in (("list-cached", "list", {}),
                            ("feed-304", "feed", {"HTTP_IF_NONE_MATCH": found["rows"]["feed"]["etag"]})):
    client.get(paths[name])
    with CaptureQueriesContext(connection) as caught:
        response = client.get(paths[name], **headers)
    found["rows"][twin] = {"path": paths[name], "queries": len(caught),
                           "bytes": len(response.content), "status": response.status_code}
print(json.dumps(found))
"""


def environment(size: int, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "PORTAL_VAR_DIR": str(VAR / str(size)),
        **more,
    }


def python(size: int, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment(size), text=True, stdout=subprocess.PIPE
    )
    if done.returncode:
        raise SystemExit(done.returncode)
    return done.stdout


def load(size: int) -> None:
    """Fill the database of this size afresh, unless today's is there already."""
    folder = VAR / str(size)
    stamp = folder / time.strftime("loaded-%Y-%m-%d")
    if stamp.exists():
        python(size, "manage.py", "migrate", "--verbosity", "0")
        return
    for old in folder.glob("*"):
        if old.is_file():
            old.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    python(size, "manage.py", "migrate", "--verbosity", "0")
    python(size, "manage.py", "load_demo", "--activities", str(size))
    print(f"loaded {size:,} activities in {time.monotonic() - began:.0f} s", file=sys.stderr)
    stamp.touch()


@contextmanager
def server(size: int, **more: str):
    process = subprocess.Popen(
        [
            str(ROOT / ".venv/bin/gunicorn"),
            "portal.wsgi",
            "--bind",
            f"127.0.0.1:{PORT}",
            "--workers",
            "2",
            "--no-control-socket",
            "--log-level",
            "error",
        ],
        cwd=ROOT,
        env=environment(size, **more),
    )
    try:
        for _ in range(200):
            try:
                if fetch("/healthz")[0] == 200:
                    break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(10)


def fetch(path: str, *headers: str) -> tuple[int, int]:
    """Status and bytes of one answer, over a socket of its own as gunicorn's sync worker has it."""
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers, "", ""]
    with socket.create_connection(("127.0.0.1", PORT), timeout=30) as link:
        link.sendall("\r\n".join(lines).encode())
        parts = []
        while chunk := link.recv(262_144):
            parts.append(chunk)
    answer = b"".join(parts)
    return int(answer[9:12]), len(answer)


def measure(path: str, *headers: str, expect: int = 200) -> dict[str, float]:
    times: list[float] = []
    until = time.monotonic() + SECONDS

    def ask() -> None:
        while time.monotonic() < until:
            began = time.perf_counter()
            status, _ = fetch(path, *headers)
            if status != expect:
                raise SystemExit(f"{path} answered {status}, not {expect}")
            times.append(time.perf_counter() - began)

    for _ in range(6):
        fetch(path, *headers)
    began = time.monotonic()
    clients = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    spent = time.monotonic() - began
    times.sort()
    return {
        "requests_per_s": round(len(times) / spent, 1),
        "p50_ms": round(statistics.median(times) * 1000, 2),
        "p95_ms": round(times[int(len(times) * 0.95)] * 1000, 2),
    }


def rows_of(size: int) -> list[dict]:
    probe = json.loads(python(size, "-c", PROBE).splitlines()[-1])
    found = probe["rows"]
    rows = []
    with server(size, PORTAL_NO_CACHE="1"):
        bare = measure("/bare")
        rows.append({"name": "bare", "queries": 0, "bytes": 2, **bare, "times_bare": 1.0})
        for name in ("list", "activity", "feed"):
            rows.append(row(name, found[name], measure(found[name]["path"]), bare))
    with server(size):
        bare = measure("/bare")
        rows.append(row("list-cached", found["list-cached"], measure(found["list"]["path"]), bare))
        ask = f"If-None-Match: {found['feed']['etag']}"
        times = measure(found["feed"]["path"], ask, expect=304)
        rows.append(row("feed-304", found["feed-304"], times, bare))
    for line in rows:
        line["activities"] = size
    print(f"{size:,} activities, {probe['occurrences']:,} occurrences", file=sys.stderr)
    return rows


def row(name: str, found: dict, times: dict, bare: dict) -> dict:
    return {
        "name": name,
        "queries": found["queries"],
        "bytes": found["bytes"],
        **times,
        "times_bare": round(times["p50_ms"] / bare["p50_ms"], 2),
    }


def main() -> None:
    table: list[dict] = []
    for size in SIZES:
        load(size)
        table += rows_of(size)
    first = {line["name"]: line for line in table if line["activities"] == SIZES[0]}
    for line in table:
        line["growth"] = round(line["p50_ms"] / first[line["name"]]["p50_ms"], 2)
    print(f"{'name':12}" + "".join(f"{word:>16}" for word in HEAD))
    for line in table:
        print(f"{line['name']:12}" + "".join(f"{line[word]:>16}" for word in HEAD))
    jobs = bench_jobs.measured(VAR / str(SIZES[-1]))
    found = {"pages": table, "jobs": jobs}
    (ROOT / "var" / "bench.json").write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
