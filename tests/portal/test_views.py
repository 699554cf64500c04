"""Health for machines, errors for people, headers for everyone."""

from __future__ import annotations

import pytest

from tests.factories import make_activity

pytestmark = pytest.mark.django_db


def test_healthz_answers_without_a_database_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200


def test_readyz_is_ready_when_dates_reach_far_enough(client, now):
    make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    assert client.get("/readyz").json() == {
        "database": "ok",
        "migrations": "ok",
        "horizon": "ok",
    }


def test_readyz_names_a_horizon_that_has_shrunk(client, now, time_machine):
    make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    time_machine.move_to("2027-02-10 09:00+09:00", tick=False)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["horizon"]) == (
        503,
        "1 activities need extend_occurrences",
    )


def test_readyz_does_not_wait_for_a_rule_that_ends(client, now):
    make_activity(rule="FREQ=WEEKLY;COUNT=3;BYDAY=WE")
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("path", ["/", "/activities/", "/districts/"])
def test_resident_pages_have_a_strict_policy_and_no_cookie(client, path):
    response = client.get(path)
    policy = response["Content-Security-Policy"]
    assert response.status_code == 200
    assert ("unsafe" in policy, "script-src 'self'" in policy) == (False, True)
    assert (response.cookies, response.get("Vary", "Accept-Encoding")) == ({}, "Accept-Encoding")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize(
    "path", ["/no-such-page/", "/activities/999999/", "/districts/none/", "/activities/%00/"]
)
def test_unknown_addresses_answer_in_japanese(client, path):
    response = client.get(path)
    assert (response.status_code in {400, 404}, "<html" in response.content.decode()) == (
        True,
        True,
    )
