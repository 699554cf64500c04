"""The page of one activity: stopped dates say so, later dates are short, feeds are offered."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from activities import detail, occurrences
from tests.factories import at, make_activity, make_venue

pytestmark = pytest.mark.django_db
WEEKLY = "FREQ=WEEKLY;BYDAY=WE"


def page(client, activity) -> str:
    return client.get(f"/activities/{activity.pk}/").content.decode()


@pytest.mark.parametrize(
    ("change", "title", "why"),
    [
        (occurrences.cancel, "12月9日（水）は中止", "台風のため"),
        (
            occurrences.postpone,
            "12月9日（水）は延期です",
            "この日は延期になりました。新しい日はまだ決まっていません。台風のため。",
        ),
    ],
    ids=["cancelled", "postponed"],
)
def test_a_stopped_date_is_said_in_the_title_and_is_not_the_next(client, now, change, title, why):
    activity = make_activity(rule=WEEKLY)
    change(activity.occurrences.order_by("starts_at")[0], reason="台風のため", now=now)
    context = detail.activity_context(activity, now)
    assert (context["title_area"]["state_label"], context["title_area"]["state"]) == (title, "stop")
    assert context["next"]["datetime"] == "2026-12-16T10:00:00+09:00"
    assert (context["dates"][0]["why"], context["dates"][0]["number"]) == (why, "9")
    text = page(client, activity)
    assert (title in text, f'<p class="date__why">{why}</p>' in text) == (True, True)


def test_a_single_date_that_is_put_off_has_no_next(client, now):
    activity = make_activity()
    occurrences.postpone(activity.occurrences.get(), now=now)
    context = detail.activity_context(activity, now)
    assert (context["next"], len(context["dates"])) == (None, 1)
    assert "calendar.google.com/calendar/render" not in page(client, activity)


def test_the_next_date_can_be_put_into_google_calendar(client, now):
    activity = make_activity(venue=make_venue(address="三好町1-2"), summary="お茶とお話")
    (link,) = re.findall(
        r'href="(https://calendar\.google\.com/calendar/render[^"]*)"', page(client, activity)
    )
    fields = parse_qs(urlsplit(link.replace("&amp;", "&")).query)
    assert {name: values[0] for name, values in fields.items()} == {
        "action": "TEMPLATE",
        "text": "サロン ひだまり",
        "dates": "20261209T100000/20261209T113000",
        "ctz": "Asia/Tokyo",
        "location": "みどりの家 三好町1-2",
        "details": f"お茶とお話\nhttp://127.0.0.1:8000/activities/{activity.pk}/",
    }


def test_later_dates_stand_by_month_and_those_not_as_usual_in_full(client, now):
    activity = make_activity(rule=WEEKLY)
    rows = list(activity.occurrences.order_by("starts_at"))
    late = [row for row in rows if row.date.year == 2027 and row.date.month == 4]
    occurrences.cancel(late[0], reason="花見", now=now)
    begin = late[1].starts_at + timedelta(hours=3)
    occurrences.move(late[1], starts_at=begin, ends_at=begin + timedelta(hours=1), now=now)
    months = detail.activity_context(activity, now)["later_months"]
    april = next(month for month in months if month["label"] == "2027年4月")
    assert [day["label"] for day in april["usual"]] == ["21日（水）", "28日（水）"]
    assert [date["number"] for date in april["unusual"]] == ["7", "14"]
    assert april["unusual"][1]["time_note"] == "午後1時から2時　午前10時から変わりました"
    assert f'href="/activities/{activity.pk}/2027-04-21.ics">21日（水）</a>' in page(
        client, activity
    )


def test_a_daily_activity_has_a_short_page(client, now):
    activity = make_activity(rule="FREQ=DAILY")
    text = page(client, activity)
    assert "このあとも続きます。" in text
    assert len(text.encode()) < 60_000


def test_it_offers_its_own_feed_in_the_head_and_below_the_dates(client, now):
    activity = make_activity()
    text = page(client, activity)
    path = f"/activities/{activity.pk}/calendar.ics"
    assert f'type="text/calendar" title="サロン ひだまり" href="{path}"' in text
    assert f'value="http://127.0.0.1:8000{path}" readonly' in text
    assert f'href="webcal://127.0.0.1:8000{path}"' in text


@pytest.mark.parametrize("change", [occurrences.cancel, occurrences.postpone])
def test_a_stopped_date_is_said_in_lists_with_the_next_one(client, now, change):
    activity = make_activity(rule=WEEKLY)
    change(activity.occurrences.order_by("starts_at")[0], reason="台風のため", now=now)
    for path in ("/activities/", "/activities/?from=2026-12-09&to=2026-12-09"):
        text = client.get(path).content.decode()
        word = {"cancel": "中止", "postpone": "延期"}[change.__name__]
        assert re.findall(r'state--stop">.*?</svg>\s*(\S+?)</span>', text) == [word]
        assert "card--stop" in text
        assert "台風のため。次は12月16日（水）です。" in text


def test_a_moved_date_says_the_day_or_the_time_it_had(client, now):
    activity = make_activity()
    row = occurrences.move(
        activity.occurrences.get(),
        starts_at=at("2026-12-10 10:00"),
        ends_at=at("2026-12-10 11:00"),
        now=now,
    )
    assert "12月9日（水）から変わりました" in page(client, activity)
    occurrences.move(row, starts_at=at("2026-12-09 13:00"), ends_at=at("2026-12-09 14:00"), now=now)
    assert "午前10時から変わりました" in page(client, activity)
