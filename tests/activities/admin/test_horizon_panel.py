"""Staff read on the admin's first page that the nightly work has stopped, and what to do."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from tests.factories import at, make_activity, make_council_user

pytestmark = pytest.mark.django_db
SAID = "1件の活動で、先の日にちが十分に用意されていません。"


def test_a_short_horizon_is_said_with_what_to_do_until_the_night_has_run(client, now, time_machine):
    make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    client.force_login(make_council_user())
    assert SAID not in client.get("/cms/").content.decode()
    time_machine.move_to(at("2027-02-10 09:00"), tick=False)
    client.force_login(make_council_user())
    page = client.get("/cms/").content.decode()
    assert (SAID in page, "令和8年12月4日（金）ごろ" in page) == (True, True)
    call_command("extend_occurrences", verbosity=0)
    assert SAID not in client.get("/cms/").content.decode()
