from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from activities.models import Activity
from tests.activities.importing.event_lists import salon, text_of
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def good(tmp_path: Path) -> Path:
    make_organisation("city")
    path = tmp_path / "good.csv"
    path.write_bytes(text_of(salon(), salon(NO="2", 開始日="")).encode("cp932"))
    return path


def run(*paths: Path, **options: Any) -> str:
    out = StringIO()
    call_command("import_events", *map(str, paths), organisation="city", stdout=out, **options)
    return out.getvalue()


def test_report_names_numbers_lines_and_reasons(good: Path) -> None:
    told = run(good).splitlines()

    assert len(told) == 2
    assert told[0].startswith("good.csv")
    assert "3" in told[1]
    assert "開始日" in told[1]


def test_json_is_the_same_in_a_dry_run_and_in_earnest(good: Path) -> None:
    dry = json.loads(run(good, json=True, dry_run=True))
    wet = json.loads(run(good, json=True))
    again = json.loads(run(good, json=True))

    keys = ("read", "imported", "unchanged", "refused")
    assert [dry[key] for key in keys] == [2, 1, 0, 1]
    assert [wet[key] for key in keys] == [2, 1, 0, 1]
    assert [again[key] for key in keys] == [2, 0, 1, 1]
    assert dry["refusals"] == wet["refusals"] == again["refusals"]
    assert (wet["refusals"][0]["file"], wet["refusals"][0]["line"]) == ("good.csv", 3)


def test_publish_makes_rows_public(good: Path) -> None:
    run(good, publish=True)

    assert Activity.objects.public().count() == 1


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04rest", b"\xff\xfe\xfd", None], ids=["empty", "xlsx", "odd", "gone"]
)
def test_unusable_file_is_named_and_the_others_are_read(
    good: Path, tmp_path: Path, content: bytes | None
) -> None:
    bad = tmp_path / "bad.csv"
    if content is not None:
        bad.write_bytes(content)
    out = StringIO()

    with pytest.raises(CommandError, match=r"bad\.csv"):
        call_command(
            "import_events", str(bad), str(good), organisation="city", json=True, stdout=out
        )

    told = json.loads(out.getvalue())
    assert (told["read"], [error["file"] for error in told["errors"]]) == (2, ["bad.csv"])


def test_unknown_group_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("import_events", str(tmp_path), organisation="nowhere")
