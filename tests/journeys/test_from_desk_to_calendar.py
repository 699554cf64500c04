"""A group writes a salon, the council approves it, a resident finds it; then its time changes."""

from __future__ import annotations

import re

import icalendar
import pytest
from django.core import mail
from django.test import Client
from playwright.sync_api import Page, expect

from activities.models import Activity
from organisations.models import User
from tests.factories import (
    make_council_user,
    make_district,
    make_member,
    make_organisation,
    make_venue,
)

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def log_in(page: Page, address: str, base: str, path: str) -> None:
    page.goto(base + path)
    page.get_by_label("メールアドレス").fill(address)
    page.get_by_role("button", name="番号を送る").click()
    body = mail.outbox[-1].body
    code = re.search(r"^\s+([A-Z0-9-]{6,})\s*$", body, re.MULTILINE)
    assert code is not None, body
    page.locator("input[name=code]").fill(code[1])
    page.get_by_role("button", name="ログイン").click()


def starts(base: str, path: str) -> list[str]:
    body = Client().get(path).content
    events = icalendar.Calendar.from_ical(body).walk("VEVENT")
    return [event["DTSTART"].dt.strftime("%Y-%m-%d %H:%M") for event in events]


def write_salon(page: Page) -> None:
    page.get_by_label("サロン", exact=True).check(force=True)
    page.get_by_label(re.compile("^名前")).first.fill("ひだまりサロン")
    page.get_by_label("毎月の曜日（第2水曜など）").check(force=True)
    page.get_by_label("はじめの日").fill("2026-12-09")
    page.get_by_label("何時から").fill("10:00")
    page.get_by_label("何時まで").fill("11:30")
    page.get_by_label("第2", exact=True).check(force=True)
    page.get_by_label("第4", exact=True).check(force=True)
    page.get_by_label("水曜日", exact=True).check(force=True)
    page.get_by_label("会場", exact=True).select_option(label="みどりの家")
    page.get_by_label("申込不要", exact=True).check(force=True)


def test_from_desk_to_calendar(page: Page, browser, live_server, now):
    base = live_server.url
    district = make_district("kitayoshi")
    make_venue(district=district)
    member = make_member(make_organisation("hidamari", district=district))
    make_member(make_organisation("tonari", name="となりの会"), email="other@example.jp")
    council = make_council_user(email="shakyo@example.jp")

    log_in(page, member.email, base, "/desk/")
    expect(page.get_by_role("heading", level=1)).to_have_text("ひだまりの会")
    page.get_by_role("link", name="新しい活動をのせる").click()
    write_salon(page)
    page.get_by_role("button", name="日にちをたしかめる").click()
    expect(page.locator(".preview")).to_contain_text("毎月第2・第4水曜")
    expect(page.locator(".preview li").nth(1)).to_contain_text("12月23日（水）")
    page.get_by_role("button", name="確認を依頼する").click()
    expect(page.locator(".notice--success")).to_contain_text("送りました")
    activity = Activity.objects.get()
    assert Client().get(f"/activities/{activity.pk}/").status_code == 404

    staff = browser.new_context(locale="ja-JP").new_page()
    staff.set_viewport_size({"width": 1280, "height": 900})
    log_in(staff, council.email, base, f"/cms/snippets/activities/activity/edit/{activity.pk}/")
    with staff.expect_navigation():
        staff.locator("[data-workflow-action-name=approve]").first.evaluate("it => it.click()")
    activity.refresh_from_db()
    assert activity.live

    resident = browser.new_context(locale="ja-JP", java_script_enabled=False).new_page()
    resident.goto(f"{base}/districts/kitayoshi/?when=month")
    expect(resident.get_by_role("link", name="ひだまりサロン")).to_have_count(1)
    path = "/districts/kitayoshi/calendar.ics"
    assert starts(base, path)[:3] == ["2026-12-09 10:00", "2026-12-23 10:00", "2027-01-13 10:00"]

    page.goto(f"{base}/desk/activities/{activity.pk}/")
    page.get_by_label("何時から").fill("13:00")
    page.get_by_label("何時まで").fill("14:30")
    page.get_by_role("button", name="確認を依頼する").click()
    assert starts(base, path)[0] == "2026-12-09 10:00"

    stranger = Client()
    stranger.force_login(User.objects.get(email="other@example.jp"))
    assert stranger.get(f"/desk/activities/{activity.pk}/").status_code == 404
