"""Open data keeps the municipal standards, whatever people typed."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from activities import occurrences, opendata
from activities.enums import AgeBand
from activities.importing.lists import ListImport
from activities.models import Activity
from tests.activities import event_list_rules
from tests.factories import at, make_activity, make_organisation, make_venue

pytestmark = pytest.mark.django_db
WEEKLY = "FREQ=WEEKLY;BYDAY=WE"
CURRENT, OLDER = "/opendata/events.csv", "/opendata/events-32.csv"
FILES = [(CURRENT, event_list_rules.CURRENT), (OLDER, event_list_rules.OLDER)]
CITY = opendata.City("232360", "愛知県", "みよし市")


def rows(client, path: str = CURRENT) -> list[dict[str, str]]:
    return event_list_rules.read(client.get(path).content)


@pytest.fixture
def city(now):
    """One activity of each odd kind."""
    hall = make_venue(
        name="みどりの家",
        address="三好町1-2",
        latitude=35.09,
        longitude=137.07,
        directions="駅から\n5分",
    )
    make_activity(title="茶話会", reading="さわかい", venue=hall, rule=WEEKLY, fee=0)
    make_activity(title="作品展", starts_at=at("2026-12-05 00:00"), hours=48,
                  schedule={"is_all_day": True}, venue=hall)  # fmt: skip
    make_activity(title="夜の会", starts_at=at("2026-12-05 22:00"), hours=2, venue=hall)
    make_activity(title="=1+1", summary="-2\r\n三行目\n\x07", body="@A1;\t", venue_note="+81",
                  phone="+81-561-00-0000", bring="=HYPERLINK(1)")  # fmt: skip
    online = make_activity(title="おはなしかい", is_online=True, starts_at=at("2026-12-06 10:00"))
    Activity.objects.filter(pk=online.pk).update(venue=None)
    make_activity(title="下書き", live=False)


@pytest.mark.parametrize(("path", "header"), FILES)
def test_every_row_keeps_the_rules(client, city, path, header):
    assert event_list_rules.complaints(client.get(path).content, header) == []
    assert len(rows(client, path)) > 15


@pytest.mark.parametrize(("path", "header"), FILES)
def test_whatever_is_typed_keeps_the_rules(client, now, path, header):
    chance = random.Random(11)
    letters = "=+-@＝\"',;\t\r\n\x01\x1b\x85\u2028漢カあ👨‍👩‍👧 　"
    texts = ["".join(chance.choices(letters, k=30)) for _ in range(5)]
    for number, text in enumerate(texts):
        make_activity(
            title=f"x{text}", summary=text, body=text, bring=text, audience_note=text,
            starts_at=at("2026-12-09 10:00") + timedelta(days=number),
            venue=make_venue(name=f"家{text}", address=text), phone=text[:20], fee_note=text,
        )  # fmt: skip
    assert event_list_rules.complaints(client.get(path).content, header) == []


def test_one_row_a_date_with_everything_that_is_known(client, now):
    hall = make_venue(name="みどりの家", address="三好町1-2", latitude=35.09, longitude=137.07,
                      parking="5台", directions="駅から5分")  # fmt: skip
    group = make_organisation("kai", name="ひだまりの会", contact_name="見本", phone="0561-00-0010")
    activity = make_activity(
        group, hall, title="茶話会", reading="さわかい", summary="お茶とお話", body="くわしく\nいうと",
        fee=300, fee_note="お茶代", age_bands=["senior", "older"], sign_up="telephone",
        sign_up_note="前日まで", sign_up_until=at("2026-12-08 17:00"), capacity=20, bring="うわばき",
        venue_note="2階",
    )  # fmt: skip
    activity.tags.add("お茶", "月例")
    activity.save()
    pk = activity.occurrences.get().pk
    url = f"http://127.0.0.1:8000/activities/{activity.pk}/"
    (row,) = rows(client)
    assert {name: text for name, text in row.items() if text} == {
        "全国地方公共団体コード": "232360", "ID": f"232360-E-{pk:06d}", "地方公共団体名": "愛知県みよし市",
        "イベント名": "茶話会", "イベント名_カナ": "サワカイ", "コンテンツURL": url, "状態": "開催予定",
        "タグ": "お茶;月例", "開始日": "2026-12-09", "終了日": "2026-12-09",
        "開始時間": "10:00", "終了時間": "11:30", "概要": "お茶とお話", "説明": "くわしく いうと",
        "イベント種類": "サロン", "料金(基本)": "300", "料金(詳細)": "お茶代", "料金種別": "有料",
        "主催者": "ひだまりの会", "対象者": ";".join(str(AgeBand(it).label) for it in ("senior", "older")),
        "場所名称": "みどりの家", "所在地_連結表記": "愛知県みよし市三好町1-2",
        "所在地_都道府県": "愛知県", "所在地_市区町村": "みよし市", "建物名等(方書)": "2階",
        "緯度": "35.090000", "経度": "137.070000", "アクセス方法": "駅から5分", "駐車場情報": "5台",
        "定員": "20", "参加申込終了日": "2026-12-08", "参加申込終了時間": "17:00",
        "参加申込方法": "電話で申込;前日まで", "連絡先名称": "見本", "連絡先電話番号": "0561-00-0010",
        "URL": url, "備考": "持ち物：うわばき",
    }  # fmt: skip


def test_stopped_dates_stay_and_say_so(client, now):
    first, second, third = make_activity(rule=WEEKLY).occurrences.order_by("starts_at")[:3]
    occurrences.cancel(first, reason="台風のため", now=now)
    occurrences.postpone(second, now=now)
    occurrences.move(
        third, starts_at=at("2026-12-24 10:00"), ends_at=at("2026-12-24 11:00"), now=now
    )
    found = [(row["状態"], row["備考"], row["開始日時特記事項"]) for row in rows(client)[:3]]
    assert found == [
        ("中止", "中止;台風のため", ""),
        ("延期", "延期", ""),
        ("開催予定", "", "12月23日（水）から変わりました"),
    ]


def test_only_what_is_public_and_coming_within_three_months(client, now):
    make_activity(title="昨日", starts_at=at("2026-12-03 10:00"))
    make_activity(title="つづく展示", starts_at=at("2026-12-02 00:00"), hours=72)
    make_activity(title="今朝", starts_at=at("2026-12-04 07:00"))
    make_activity(title="下書き", live=False)
    make_activity(title="最後", starts_at=at("2027-03-06 10:00"))
    make_activity(title="遠い", starts_at=at("2027-03-07 10:00"))
    assert [row["イベント名"] for row in rows(client)] == ["つづく展示", "今朝", "最後"]
    assert opendata.last_day(date(2026, 12, 4)) == date(2027, 3, 6)


def test_ids_stay_when_a_date_moves_and_when_the_rule_is_written_again(client, now):
    activity = make_activity(rule=WEEKLY)
    before = {row["ID"] for row in rows(client)}
    row = activity.occurrences.first()
    occurrences.move(row, starts_at=at("2026-12-10 10:00"), ends_at=at("2026-12-10 11:00"), now=now)
    occurrences.materialise(activity, now=now)
    assert {row["ID"] for row in rows(client)} == before


@pytest.mark.parametrize(
    ("starts_at", "hours", "all_day", "said"),
    [
        ("2026-12-09 22:00", 2, False, ("2026-12-09", "2026-12-09", "22:00", "24:00", "")),
        ("2026-12-09 22:00", 3, False, ("2026-12-09", "2026-12-10", "22:00", "01:00", "")),
        ("2026-12-09 00:00", 24, True, ("2026-12-09", "2026-12-09", "00:00", "24:00", "終日")),
        ("2026-12-09 00:00", 72, True, ("2026-12-09", "2026-12-11", "00:00", "24:00", "終日")),
        ("2026-12-09 08:00", 1, False, ("2026-12-09", "2026-12-09", "08:00", "09:00", "")),
    ],
    ids=["until midnight", "past midnight", "all day", "three days", "before nine"],
)
def test_days_and_times(client, now, starts_at, hours, all_day, said):
    make_activity(starts_at=at(starts_at), hours=hours, schedule={"is_all_day": all_day})
    (row,) = rows(client)
    names = ("開始日", "終了日", "開始時間", "終了時間", "開始日時特記事項")
    assert tuple(row[name] for name in names) == said


@pytest.mark.parametrize(
    ("title", "reading", "kana"),
    [
        ("茶話会", "さわかい", "サワカイ"),
        ("茶話会", "", ""),
        ("おはなしカフェ", "", "オハナシカフェ"),
        ("Café みよし", "", "Café ミヨシ"),
        ("ゝゞ", "", "ヽヾ"),
    ],
)
def test_the_reading_is_what_people_typed(title, reading, kana):
    assert opendata.kana(title, reading) == kana


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("三好町1-2", "愛知県みよし市三好町1-2"),
        ("みよし市三好町1-2", "愛知県みよし市三好町1-2"),
        ("愛知県みよし市三好町1-2", "愛知県みよし市三好町1-2"),
        ("豊田市西町3", "愛知県豊田市西町3"),
        ("京都府京都市1", "京都府京都市1"),
        ("", "愛知県みよし市"),
    ],
)
def test_addresses_begin_with_the_prefecture(typed, full):
    assert opendata.full_address(typed, CITY) == full


def test_a_list_in_a_cell_has_its_own_semicolons():
    assert opendata.joined(["a;b", "", "c"]) == "a；b;c"


@pytest.mark.parametrize("sign", list("=+-@＝＋－＠"))
def test_no_text_is_a_formula_and_stripping_gives_it_back(client, now, sign):
    make_activity(title=f"{sign}1+1")
    (row,) = rows(client)
    assert (row["イベント名"][0], row["イベント名"].strip()) == (" ", f"{sign}1+1")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("path", [CURRENT, OLDER])
def test_the_file_costs_the_same_queries_for_one_and_three(
    client, now, path, count, django_assert_num_queries
):
    for number in range(count):
        make_activity(title=f"会{number}", rule=WEEKLY, venue=make_venue(name=f"家{number}"))
    with django_assert_num_queries(4):
        client.get(path)


@pytest.mark.parametrize("path", [CURRENT, OLDER])
def test_our_own_import_reads_the_file_as_it_was_meant(client, city, now, tmp_path, path):
    file = tmp_path / "events.csv"
    file.write_bytes(client.get(path).content)
    written = rows(client, path)
    other = make_organisation("other", name="よその会")
    report = ListImport(other, now=now, publish=True).file(file)
    assert (report.error, report.refusals, report.read) == ("", [], len(written))
    copies = Activity.objects.filter(organiser=other).prefetch_related("occurrences")
    found = sorted((it.title, row.date.isoformat(), row.end_date.isoformat())
                   for it in copies for row in it.occurrences.all())  # fmt: skip
    assert found == sorted((it["イベント名"].strip(), it["開始日"], it["終了日"]) for it in written)
