from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from activities import publishing
from activities.enums import OccurrenceStatus
from activities.importing.lists import ListImport, Report
from activities.models import Activity, Occurrence, Schedule, Venue
from organisations.models import Organisation
from tests.activities.importing.event_lists import BASE, salon, text_of
from tests.factories import at, make_organisation, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Organisation:
    return make_organisation("city")


@pytest.fixture
def load(group: Organisation, tmp_path: Path, now: datetime):
    def run(*rows: dict[str, str], header: list[str] | None = None, **options: bool) -> Report:
        path = tmp_path / "list.csv"
        text = text_of(*rows, header=header) if header else text_of(*rows)
        path.write_bytes(text.encode())
        return ListImport(group, now=now, **options).file(path)

    return run


def numbers(report: Report) -> tuple[int, int, int, int]:
    return report.read, report.imported, report.unchanged, len(report.refusals)


def test_rows_arrive_as_drafts_with_their_dates(load) -> None:
    report = load(salon(), salon(NO="2", 開始日="2018-12-01", 終了日="2018-12-01"))

    assert numbers(report) == (2, 2, 0, 0)
    first, second = Activity.objects.order_by("pk")
    assert (first.title, first.live, first.source_id) == (
        "ひだまりサロン",
        False,
        "232360-0000000001",
    )
    assert publishing.state_of(first) == publishing.State.DRAFT
    assert first.schedules.get().starts_at == at("2026-12-09 10:00")
    assert second.schedules.get().starts_at == at("2018-12-01 10:00")
    assert Occurrence.objects.count() == 0


def test_published_rows_have_occurrences_past_ones_too(load) -> None:
    load(salon(), salon(NO="2", 開始日="2018-12-01", 終了日="2018-12-03"), publish=True)

    assert [f"{row.starts_at:%F}" for row in Occurrence.objects.public()] == [
        "2018-12-01",
        "2018-12-02",
        "2018-12-03",
        "2026-12-09",
    ]


@pytest.mark.parametrize("publish", [False, True], ids=["drafts", "published"])
def test_second_run_changes_nothing(load, publish: bool) -> None:
    rows = [salon(), salon(NO="2", 終了日="2026-12-11"), salon(NO="", イベント名="番号なし")]
    load(*rows, publish=publish)
    before = [*Activity.objects.values(), *Schedule.objects.values(), *Occurrence.objects.values()]

    report = load(*rows, publish=publish)

    after = [*Activity.objects.values(), *Schedule.objects.values(), *Occurrence.objects.values()]
    assert numbers(report) == (3, 0, 3, 0)
    assert after == before


def test_second_run_costs_two_queries_whatever_its_length(load, django_assert_num_queries) -> None:
    rows = [salon(NO=str(number)) for number in range(3)]
    load(*rows)

    with django_assert_num_queries(2):
        load(*rows[:1])
    with django_assert_num_queries(2):
        load(*rows)


def test_changed_row_changes_its_activity_and_keeps_the_entry(load) -> None:
    load(salon(), publish=True)
    row = Occurrence.objects.get()

    report = load(salon(開始時間="13:00", 終了時間="14:00"), publish=True)

    assert numbers(report) == (1, 1, 0, 0)
    [moved] = Occurrence.objects.all()
    assert (moved.pk, moved.starts_at) == (row.pk, at("2026-12-09 13:00"))


def test_changed_row_keeps_what_people_added(load) -> None:
    load(salon())
    draft = publishing.draft_of(Activity.objects.get())
    draft.bring = "水筒"
    draft.schedules.add(Schedule(starts_at=at("2026-12-20 10:00"), ends_at=at("2026-12-20 11:00")))
    publishing.post(draft, None)

    load(salon(説明="新しい説明"))

    draft = publishing.draft_of(Activity.objects.get())
    assert (draft.bring, draft.body.split("\n")[0]) == ("水筒", "新しい説明")
    assert draft.schedules.count() == 2


def test_changed_row_without_publish_leaves_the_public_page(load) -> None:
    load(salon(), publish=True)

    first = load(salon(イベント名="新しい名前"))
    second = load(salon(イベント名="新しい名前"))

    activity = Activity.objects.get()
    assert (numbers(first), numbers(second)) == ((1, 1, 0, 0), (1, 0, 1, 0))
    assert (activity.live, activity.title) == (True, "ひだまりサロン")
    assert publishing.draft_of(activity).title == "新しい名前"


def test_drafts_of_an_earlier_run_are_published_as_people_left_them(load) -> None:
    load(salon())
    draft = publishing.draft_of(Activity.objects.get())
    draft.title = "手で直した名前"
    publishing.post(draft, None)

    first, second = load(salon(), publish=True), load(salon(), publish=True)

    assert (numbers(first), numbers(second)) == ((1, 1, 0, 0), (1, 0, 1, 0))
    assert Activity.objects.public().get().title == "手で直した名前"


def test_bad_rows_are_refused_with_line_and_reason_and_totals_add_up(load) -> None:
    report = load(
        salon(説明="二行\nの説明"),
        salon(NO="2", 開始日=""),
        salon(NO="3", 開始時間="99:99"),
        salon(NO="4", イベント名=""),
        salon(NO="5"),
    )

    assert numbers(report) == (5, 2, 0, 3)
    assert [(remark.line, remark.no, remark.column) for remark in report.refusals] == [
        (4, "2", "開始日"),
        (5, "3", "開始時間"),
        (6, "4", "イベント名"),
    ]
    assert Activity.objects.count() == 2


def test_number_given_twice_is_refused_with_the_first_line(load) -> None:
    report = load(salon(), salon(イベント名="別の催し"), salon())

    assert numbers(report) == (3, 1, 0, 2)
    assert [remark.line for remark in report.refusals] == [3, 4]
    assert ["2" in remark.reason for remark in report.refusals] == [True, True]


def test_number_given_twice_over_two_files(group, tmp_path, now) -> None:
    for name, row in {"a": salon(), "b": salon(イベント名="別"), "c": salon()}.items():
        (tmp_path / f"{name}.csv").write_text(text_of(row))
    run = ListImport(group, now=now)

    reports = [run.file(tmp_path / f"{name}.csv") for name in "abc"]

    assert [numbers(report) for report in reports] == [(1, 1, 0, 0), (1, 0, 0, 1), (1, 0, 1, 0)]


def test_same_number_of_another_city_or_group_is_another_activity(load, tmp_path, now) -> None:
    load(salon(), salon(都道府県コード又は市区町村コード="112356"))

    ListImport(make_organisation("other"), now=now).file(tmp_path / "list.csv")

    assert Activity.objects.count() == 4


def test_dry_run_tells_and_stores_nothing(load) -> None:
    report = load(salon(), salon(NO="2", 開始日="?"), dry_run=True)

    assert numbers(report) == (2, 1, 0, 1)
    assert (Activity.objects.count(), Venue.objects.count()) == (0, 0)


def test_venue_is_made_once_and_found_again(load) -> None:
    known = make_venue(name="みどりの家", address="愛知県みよし市三好丘１－１")

    load(
        salon(),
        salon(NO="2", 住所="愛知県みよし市三好丘1-1"),
        salon(NO="3", 場所名称="あおぞら会館", 緯度="35.09", 経度="137.07"),
        salon(NO="4", 場所名称="あおぞら会館"),
        salon(NO="5", 場所名称="", 住所=""),
    )

    found = [each.venue for each in Activity.objects.order_by("pk")]
    assert [venue and venue.name for venue in found] == [
        "みどりの家",
        "みどりの家",
        "あおぞら会館",
        "あおぞら会館",
        None,
    ]
    assert found[0] == known
    assert found[2] == found[3]
    assert found[2].latitude == 35.09


def test_what_the_list_says_of_a_known_venue_goes_to_the_text(load) -> None:
    load(salon(駐車場情報="10台"), salon(NO="2", 駐車場情報="満車"))

    first, second = Activity.objects.order_by("pk")
    assert first.venue.parking == "10台"
    assert "駐車場情報" not in first.body
    assert "駐車場情報:満車" in second.body


def test_cancelled_row_shows_its_dates_as_cancelled_and_comes_back(load) -> None:
    row = {"NO": "1", "名称": "おはなし会", "開始日": "2026-12-09", "開始時刻": "10:00"}
    load(row | {"状態": "中止"}, header=BASE, publish=True)
    cancelled = Occurrence.objects.get().status

    load(row, header=BASE, publish=True)

    assert cancelled == OccurrenceStatus.CANCELLED
    assert Occurrence.objects.get().status == OccurrenceStatus.SCHEDULED


def test_cancelled_row_says_so_in_the_title_of_its_draft(load) -> None:
    row = {"NO": "1", "名称": "おはなし会", "開始日": "2026-12-09", "状態": "中止"}

    load(row, header=BASE)

    assert Activity.objects.get().title == "【中止】おはなし会"


def test_keywords_become_tags(load) -> None:
    row = {"NO": "1", "イベント名": "おはなし会", "開始日": "2026-12-09", "タグ": "絵本;親子"}

    load(row, header=[*row])

    assert {tag.name for tag in publishing.draft_of(Activity.objects.get()).tags.all()} == {
        "絵本",
        "親子",
    }


def test_hostile_cells_are_stored_or_refused_never_an_error(load) -> None:
    cells = ["\x00", "あ" * 10_000, "\ud7ff\U0001f600", "9" * 400, "-1", "=1+1", "'; --", "\t"]
    rows = [
        salon(NO=f"{header}-{place}") | ({header: cell} if header != "NO" else {"NO": cell})
        for header in salon()
        for place, cell in enumerate(cells)
    ]

    report = load(*rows)

    assert report.read == len(rows)
    assert report.read == report.imported + report.unchanged + len(report.refusals)
    assert Activity.objects.count() == report.imported
