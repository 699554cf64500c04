"""A resident opens the calendar buttons on a narrow phone, with and without JavaScript."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from activities import occurrences
from tests.factories import make_activity

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
LABEL = "ほかのカレンダーに入れるときのアドレス"


@pytest.fixture
def activity(now):
    """More dates than stand open on the page, a later one of them put off."""
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    occurrences.postpone(activity.occurrences.order_by("starts_at")[30], now=now)
    return activity


def test_the_buttons_and_the_later_dates_fit_a_narrow_phone(page: Page, live_server, activity):
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{live_server.url}/activities/{activity.pk}/")
    page.get_by_text("すべての日を予定表に入れる").click()
    page.get_by_text("もっと先の日にちを見る").click()
    expect(page.get_by_text("延期", exact=True)).to_be_visible()
    heights = page.locator(".months__days a, .subscribe .button").evaluate_all(
        "links => links.map(link => link.getBoundingClientRect().height)"
    )
    assert min(heights) >= 48
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert Axe().run(page, options={"preload": False}).response["violations"] == []


def test_the_address_is_copied(page: Page, live_server, activity):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{live_server.url}/activities/{activity.pk}/")
    page.get_by_text("すべての日を予定表に入れる").click()
    page.get_by_role("button", name="コピーする").click()
    expect(page.get_by_text("コピーしました。")).to_be_visible()
    address = page.get_by_label(LABEL).input_value()
    assert page.evaluate("navigator.clipboard.readText()") == address
    assert address.endswith(f"/activities/{activity.pk}/calendar.ics")


def test_without_javascript_the_address_stands_there(browser: Browser, live_server, activity):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/activities/{activity.pk}/")
    page.get_by_text("すべての日を予定表に入れる").click()
    expect(page.get_by_label(LABEL)).to_be_visible()
    expect(page.get_by_role("button", name="コピーする")).to_be_hidden()
    context.close()
