"""An officer closes a district for a typhoon, residents read it, the officer takes it back; a
group takes a break and begins again."""

from __future__ import annotations

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from activities import occurrences
from activities.models import Occurrence
from tests.factories import (
    at,
    make_activity,
    make_council_user,
    make_district,
    make_member,
    make_organisation,
    make_venue,
)

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
WEEKLY = "FREQ=WEEKLY;BYDAY=WE"
TRACES = {"sequence", "changed_at", "ical"}
NOTICE = "台風のため、12月9日（水）は、きたよしのすべての活動をお休みします。"


def state() -> list[dict]:
    rows = Occurrence.objects.order_by("pk").values()
    return [{name: row[name] for name in row if name not in TRACES} for row in rows]


def log_in(page: Page, client, user, base: str) -> None:
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": base}])


def resident_of(browser: Browser) -> Page:
    return browser.new_context(
        locale="ja-JP", java_script_enabled=False, viewport={"width": 360, "height": 800}
    ).new_page()


@pytest.fixture
def monday(now, time_machine):
    """Two days before the typhoon."""
    moment = at("2026-12-07 09:00")
    time_machine.move_to(moment, tick=False)
    return moment


def test_a_closure_and_its_undo(page: Page, browser, live_server, client, monday):
    base = live_server.url
    north = make_district("kitayoshi")
    south = make_district("minayoshi", name="みなよし")
    ward = make_district("uchikoshi", name="打越", scheme="ward", within=[north])
    ours = make_activity(title="ひだまりサロン", venue=make_venue(district=ward), rule=WEEKLY)
    make_activity(title="となりの食堂", venue=make_venue(district=north), category="dining")
    make_activity(
        title="みなみの体操",
        venue=make_venue(name="南の家", district=south),
        organisation=make_organisation("minami", name="みなみの会"),
    )
    cancelled = make_activity(title="休みの会", venue=make_venue(district=north))
    occurrences.cancel(cancelled.occurrences.get(), reason="講師の都合", now=monday)
    before = state()

    page.set_viewport_size({"width": 1280, "height": 900})
    log_in(page, client, make_council_user(name="社協 太郎"), base)
    page.goto(f"{base}/cms/")
    page.get_by_role("link", name="一斉休止").click()
    page.get_by_role("link", name="活動を休みにする").click()
    page.get_by_label("台風のため").check()
    page.get_by_label("はじめの日").fill("2026-12-09")
    page.get_by_label("終わりの日").fill("2026-12-09")
    page.get_by_label("きたよし").check()
    page.get_by_role("button", name="休みになる日を見る").click()
    content = page.locator("main")
    expect(content).to_contain_text("1団体の、2回が休みになります。")
    expect(content).to_contain_text(NOTICE)
    expect(content.get_by_role("link", name="ひだまりサロン")).to_be_visible()
    assert state() == before

    page.get_by_role("button", name="書きなおす").click()
    expect(page.get_by_label("きたよし")).to_be_checked()
    page.get_by_role("button", name="休みになる日を見る").click()
    page.get_by_role("button", name="この内容で休みにする").click()
    expect(content).to_contain_text("これから休みになる日：2回")

    resident = resident_of(browser)
    resident.goto(base)
    expect(resident.locator(".notice--site")).to_have_text(NOTICE)
    resident.goto(f"{base}/activities/?from=2026-12-09&to=2026-12-09")
    card = resident.locator(".card", has_text="ひだまりサロン")
    expect(card).to_contain_text("中止")
    expect(card).to_contain_text("台風のため")
    expect(resident.locator(".card", has_text="みなみの体操")).not_to_contain_text("中止")

    page.get_by_role("link", name="休みを取り消す").click()
    expect(content).to_contain_text("1団体の、2回が、もとどおり開かれます。")
    page.get_by_role("button", name="取り消す").click()
    expect(content).to_contain_text("休みを取り消しました：2回（台風のため）")
    expect(content).to_contain_text("社協 太郎")
    assert state() == before
    resident.reload()
    expect(resident.locator(".notice--site")).to_have_count(0)
    expect(resident.locator(".card", has_text="ひだまりサロン")).not_to_contain_text("台風")
    expect(resident.locator(".card", has_text="休みの会")).to_contain_text("講師の都合")
    assert ours.occurrences.get(date=date(2026, 12, 9)).sequence == 2


def test_a_break_and_its_end(page: Page, browser, live_server, client, monday):
    base = live_server.url
    activity = make_activity(title="ひだまりサロン", rule=WEEKLY)
    before = state()
    page.set_viewport_size({"width": 320, "height": 800})
    log_in(page, client, make_member(activity.organiser), base)
    page.goto(f"{base}/desk/")
    page.get_by_role("link", name="すべての活動をしばらくお休みする").click()
    assert look_at(page) == []
    page.get_by_label("来る人へのひとこと").fill("会場の工事のためお休みします")
    page.get_by_role("button", name="日にちをたしかめる").click()
    expect(page.locator(".preview")).to_contain_text("12月7日（月）からしばらくのあいだ")
    expect(page.locator(".preview")).to_contain_text("回がお休みになります")
    assert look_at(page) == []
    assert state() == before
    page.get_by_role("button", name="お休みにする").click()
    expect(page.locator(".notice--success")).to_contain_text("お休みにしました")

    resident = resident_of(browser)
    resident.goto(base + activity.get_absolute_url())
    said = "しばらくお休みしています。会場の工事のためお休みします。"
    expect(resident.locator(".notice--warning")).to_contain_text(said)
    expect(resident.locator(".notice--site")).to_have_count(0)

    page.get_by_role("link", name="また始める").click()
    assert look_at(page) == []
    page.get_by_role("button", name="お休みを終えて、また始める").click()
    expect(page.locator(".notice--success")).to_contain_text("また開かれます")
    assert state() == before
    resident.reload()
    expect(resident.locator(".notice--warning")).to_have_count(0)


def look_at(page: Page) -> list[str]:
    """What is wrong with a page at 320 px."""
    found = Axe().run(page, options={"preload": False}).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth") > 320
    return [violation["id"] for violation in found] + ["scrolls sideways"] * wide
