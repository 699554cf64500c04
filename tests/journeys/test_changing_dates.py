"""A leader is ill, the hall is taken, the group moves to Thursdays: three edits, each seen first."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from activities import publishing
from tests.factories import (
    at,
    make_activity,
    make_council_user,
    make_district,
    make_member,
    make_organisation,
    make_venue,
)
from tests.journeys.test_from_desk_to_calendar import log_in, starts

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def days(path: str) -> list[str]:
    return [start[5:10] for start in starts("", path)]


@pytest.fixture
def salon(now):
    organisation = make_organisation("hidamari", district=make_district("kitayoshi"))
    return make_activity(organisation, make_venue(), rule="FREQ=WEEKLY;BYDAY=WE")


def test_three_ways_to_change_dates(page: Page, salon, live_server, now):
    base, member = live_server.url, make_member(salon.organiser)
    feed = f"/activities/{salon.pk}/calendar.ics"
    log_in(page, member.email, base, "/desk/")

    # Two taps cancel the next date, one takes it back.
    page.get_by_role("link", name="中止にする").click()
    page.get_by_label("講師の都合", exact=True).check(force=True)
    page.get_by_role("button", name="中止にする").click()
    assert "【中止】" in Client().get(feed).content.decode().replace("\r\n ", "")
    page.get_by_role("button", name="元に戻す").click()
    expect(page.locator(".notice--success")).to_contain_text("元に戻しました")
    assert "【中止】" not in Client().get(feed).content.decode()

    # この日だけ.
    page.get_by_role("link", name="日時・会場を変える").click()
    page.get_by_label("日にち").fill("2026-12-11")
    page.get_by_role("button", name="変わるところを確かめる").click()
    expect(page.locator(".check")).to_contain_text(
        "12月9日（水） 午前10時から11時30分 → 12月11日（金）"
    )
    assert days(feed)[:2] == ["12-09", "12-16"]
    page.get_by_role("button", name="この内容で変える").click()
    expect(page.locator(".plan")).to_contain_text("12月9日（水）から変わりました")
    assert days(feed)[:2] == ["12-11", "12-16"]

    # この日以降: from the third date on, on Thursdays.
    page.get_by_role("link", name=re.compile("12月23日")).click()
    page.get_by_role("link", name="この日から後の予定を変える").click()
    page.get_by_label("水曜日", exact=True).uncheck(force=True)
    page.get_by_label("木曜日", exact=True).check(force=True)
    page.get_by_role("button", name="変わるところを確かめる").click()
    expect(page.locator(".check")).to_contain_text("なくなる日")
    expect(page.locator(".check")).to_contain_text("12月24日（木）")
    page.get_by_role("button", name="確認を依頼する").click()
    assert days(feed)[:3] == ["12-11", "12-16", "12-23"]
    salon.refresh_from_db()
    publishing.approve(salon, make_council_user())
    assert days(feed)[:4] == ["12-11", "12-16", "12-24", "12-31"]


def test_staff_change_all_dates_from_the_admin(page: Page, salon, live_server, now):
    base = live_server.url
    council = make_council_user(email="shakyo@example.jp")
    edit = f"/cms/snippets/activities/activity/edit/{salon.pk}/"
    page.set_viewport_size({"width": 1280, "height": 900})
    log_in(page, council.email, base, edit)
    page.get_by_role("link", name="これからの開催日（中止・変更・追加）").click()
    page.get_by_role("link", name=re.compile("12月16日")).click()
    page.get_by_role("link", name="すべての日の予定を変える").click()
    page.get_by_label("何時から").fill("13:00")
    page.get_by_label("何時まで").fill("14:30")
    page.get_by_role("button", name="変わるところを確かめる").click()
    expect(page.locator(".check")).to_contain_text("変わる日")
    page.get_by_role("button", name="この内容で変える").click()
    expect(page.locator(".notice--success")).to_contain_text("変えました")
    row = salon.occurrences.first()
    assert (row.starts_at, row.sequence) == (at("2026-12-09 13:00"), 1)
    page.get_by_role("button", name="最後の変更を元に戻す").click()
    row.refresh_from_db()
    assert row.starts_at == at("2026-12-09 10:00")
    page.get_by_role("link", name="もどる").click()
    expect(page).to_have_url(re.compile(re.escape(edit)))
