"""Pages as a browser meets them: accessible, quiet on the console, no sideways scrolling."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from activities import occurrences, publishing
from tests.factories import make_activity, make_district, make_member, make_organisation, make_venue

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
RESIDENT = [
    "/",
    "/activities/",
    "/activities/?district=kitayoshi&when=month&age=older&q=サロン",
    "/activities/?q=zzz&unknown=1",
    "/activities/{activity}/",
    "/districts/",
    "/districts/kitayoshi/",
    "/organisations/hidamari/",
    "/opendata/",
    "/accounts/login/",
    "/no-such-page/",
]
DESK = [
    "/desk/",
    "/desk/hidamari/new/",
    "/desk/activities/{activity}/",
    "/desk/activities/{activity}/preview/",
    "/desk/activities/{activity}/dates/",
    "/desk/activities/{activity}/dates/add/",
    "/desk/dates/{date}/",
    "/desk/dates/{date}/move/",
    "/desk/dates/{date}/note/",
    "/desk/dates/{date}/following/",
    "/desk/dates/{date}/all/",
    "/desk/hidamari/pause/",
    "/desk/hidamari/calendar/",
]


@pytest.fixture
def city(now):
    venue = make_venue(
        district=make_district("kitayoshi"), access=["wheelchair"], latitude=35.1, longitude=137.1
    )
    activity = make_activity(
        venue=venue, rule="FREQ=WEEKLY;BYDAY=WE", phone="0561-00-0010", body="お茶を飲みます。"
    )
    first, second = activity.occurrences.order_by("starts_at")[:2]
    occurrences.cancel(second, reason="会場の工事", now=now)
    member = make_member(make_organisation("hidamari"))
    publishing.submit(make_activity(title="もちつき", live=False), member)
    return {"activity": activity.pk, "date": first.pk, "member": member}


def look_at(page: Page, address: str) -> list[str]:
    """What is wrong with one page at 320 px."""
    wrong: list[str] = []
    page.set_viewport_size({"width": 320, "height": 800})
    page.on("console", lambda message: wrong.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    host = "http://" + address.split("/")[2]
    page.on("request", lambda it: wrong.append(it.url) if not it.url.startswith(host) else None)
    page.goto(address)
    wrong = [line for line in wrong if "status of 404" not in line or "no-such" not in address]
    if page.evaluate("document.documentElement.scrollWidth") > 320:
        wrong.append("scrolls sideways")
    found = Axe().run(page, options={"preload": False})
    return wrong + [violation["id"] for violation in found.response["violations"]]


@pytest.mark.parametrize("path", RESIDENT)
def test_resident_pages(page: Page, live_server, city, path):
    assert look_at(page, live_server.url + path.format(**city)) == []


@pytest.mark.parametrize("path", DESK)
def test_desk_pages(page: Page, live_server, city, path, client):
    client.force_login(city["member"])
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    assert look_at(page, live_server.url + path.format(**city)) == []
