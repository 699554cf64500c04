"""Production starts safely or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "PORTAL_SECRET_KEY": "x9" * 40 + "!aB7",
    "PORTAL_DOMAIN": "tsudoi.example.jp",
}


def manage(*words: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_deployment_check_has_nothing_to_say():
    done = manage("check", "--deploy", "--fail-level", "WARNING", environment=COMPLETE)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["PORTAL_SECRET_KEY", "PORTAL_DOMAIN"])
def test_production_names_what_is_missing(name):
    environment = {key: value for key, value in COMPLETE.items() if key != name}
    done = manage("check", environment=environment)
    assert (done.returncode != 0, f"environment variable {name}" in done.stderr) == (True, True)
