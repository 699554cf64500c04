"""The Atom feed tells what is new under a filter, and nothing else."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.core.cache import cache

from activities import occurrences
from activities.models import Activity
from tests.factories import at, make_activity, make_district, make_organisation, make_venue

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
WEEKLY = "FREQ=WEEKLY;BYDAY=WE"


def entries(client, query: str = "") -> list[ET.Element]:
    response = client.get(f"/activities/feed.atom?{query}")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content).findall(f"{ATOM}entry")


def titles(client, query: str = "") -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in entries(client, query)]


def test_new_activities_come_first(client, now, time_machine):
    make_activity(title="先の会")
    time_machine.move_to(now + timedelta(hours=1), tick=False)
    make_activity(title="後の会")
    assert titles(client) == ["新しい活動：後の会", "新しい活動：先の会"]


def test_changed_dates_are_told_and_usual_ones_are_not(client, now, time_machine):
    activity = make_activity(rule=WEEKLY, venue=make_venue(name="みどりの家"))
    first, second, third = activity.occurrences.order_by("starts_at")[:3]
    changes = [
        lambda: occurrences.cancel(first, reason="台風のため", now=now + timedelta(minutes=1)),
        lambda: occurrences.postpone(second, now=now + timedelta(minutes=2)),
        lambda: occurrences.move(
            third,
            starts_at=at("2026-12-24 10:00"),
            ends_at=at("2026-12-24 11:00"),
            now=now + timedelta(minutes=3),
        ),
        lambda: occurrences.add(
            activity,
            starts_at=at("2026-12-20 10:00"),
            ends_at=at("2026-12-20 11:00"),
            now=now + timedelta(minutes=4),
        ),
    ]
    for change in changes:
        change()
    assert titles(client) == [
        "【日にちの追加】12月20日（日） サロン ひだまり",
        "【日時変更】12月24日（木） サロン ひだまり",
        "【延期】12月16日（水） サロン ひだまり",
        "【中止】12月9日（水） サロン ひだまり",
        "新しい活動：サロン ひだまり",
    ]
    said = entries(client)[3].findtext(f"{ATOM}summary")
    assert said == "12月9日（水） 午前10時から11時30分 / 台風のため / みどりの家"


def test_the_filter_of_the_list_holds(client, now):
    make_activity(title="北の会", venue=make_venue(district=make_district("kitayoshi")))
    make_activity(title="南の会", venue=make_venue(district=make_district("minayoshi")))
    make_activity(title="いつでも", dated=False, category="volunteer")
    assert titles(client, "district=minayoshi&when=today&page=4") == ["新しい活動：南の会"]
    assert titles(client, "category=volunteer") == ["新しい活動：いつでも"]
    assert titles(client, "weekday=wed&q=北") == ["新しい活動：北の会"]


def test_an_entry_keeps_its_id_until_its_date_changes_again(client, now):
    row = make_activity().occurrences.get()
    occurrences.cancel(row, now=now)
    first = [entry.findtext(f"{ATOM}id") for entry in entries(client)]
    occurrences.restore(row, now=now)
    occurrences.cancel(row, now=now)
    second = [entry.findtext(f"{ATOM}id") for entry in entries(client)]
    assert f"tag:tsudoi.example.jp,2026:{row.uid}/1" in first
    assert f"tag:tsudoi.example.jp,2026:{row.uid}/3" in second
    assert f"tag:tsudoi.example.jp,2026:activity/{row.activity_id}" in {*first} & {*second}


def test_hostile_text_is_text_in_every_reader(client, now):
    make_activity(title="<b>会</b>\x07&", summary="</summary><script>alert(1)</script>")
    (entry,) = entries(client)
    assert entry.findtext(f"{ATOM}title") == "新しい活動：<b>会</b>&"
    summary = entry.find(f"{ATOM}summary")
    assert summary.get("type") == "html"
    assert "&lt;script&gt;" in summary.text


def test_drafts_and_past_dates_are_no_news(client, now, time_machine):
    make_activity(title="下書き", live=False)
    row = make_activity(title="昔の会").occurrences.get()
    occurrences.cancel(row, now=now)
    time_machine.move_to(at("2026-12-11 09:00"), tick=False)
    assert titles(client) == []


def test_an_empty_feed_does_not_tell_the_time(client, now, time_machine):
    first = client.get("/activities/feed.atom")
    time_machine.move_to(now + timedelta(hours=2), tick=False)
    cache.clear()
    again = client.get("/activities/feed.atom")
    assert (first.content.count(b"<entry>"), again.content) == (0, first.content)
    assert b"<updated>2026-12-04T00:00:00+09:00</updated>" in first.content


@pytest.mark.parametrize("count", [1, 3])
def test_news_costs_the_same_queries_for_one_and_three(
    client, now, count, django_assert_num_queries
):
    for number in range(count):
        activity = make_activity(title=f"会{number}", organisation=make_organisation(f"g{number}"))
        occurrences.cancel(activity.occurrences.get(), now=now)
    client.get("/districts/")
    with django_assert_num_queries(6):
        client.get("/activities/feed.atom")
    assert Activity.objects.count() == count
