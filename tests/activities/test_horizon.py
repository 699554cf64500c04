"""The horizon is short where a rule was not written far enough, whatever dates it gives."""

from __future__ import annotations

from datetime import date

import pytest

from activities import horizon, occurrences, publishing
from activities.models import Activity
from activities.occurrences import closing
from tests.factories import at, make_activity, make_closure, make_organisation

pytestmark = pytest.mark.django_db
WEEKLY = "FREQ=WEEKLY;BYDAY=WE"
RULES = {
    "every week": {"rule": WEEKLY},
    "once a year": {"rule": "FREQ=YEARLY"},
    "ended after three": {"rule": "FREQ=WEEKLY;COUNT=3"},
    "ends in five years": {"rule": "FREQ=WEEKLY;UNTIL=20311231T000000Z"},
    "every date left out": {
        "rule": "FREQ=WEEKLY;COUNT=1",
        "schedule": {"skipped": ["2026-12-09T10:00:00+09:00"]},
    },
}


@pytest.mark.parametrize("wanted", RULES.values(), ids=RULES)
def test_what_was_written_is_far_enough_and_falls_short_when_nights_fail(now, time_machine, wanted):
    make_activity(**wanted)
    assert horizon.count_short(now=now) == 0
    for day, short in (("2027-02-02 09:00", 0), ("2027-02-05 09:00", 1)):
        assert horizon.count_short(now=at(day)) == short
    time_machine.move_to(at("2027-02-05 09:00"), tick=False)
    occurrences.extend_all(now=at("2027-02-05 09:00"))
    assert horizon.count_short(now=at("2027-02-05 09:00")) == 0


def test_a_paused_activity_is_not_short(now):
    activity = make_activity(rule=WEEKLY)
    pause = make_closure(reason="pause", organiser=activity.organiser, ends_on=None)
    closing.close(pause, now=now)
    assert horizon.count_short(now=now) == 0


def test_single_dates_and_drafts_have_no_horizon(now):
    make_activity()
    make_activity(rule=WEEKLY, live=False)
    make_activity(dated=False)
    assert horizon.look(now=at("2028-01-01 09:00")) == horizon.Horizon(None, 0)


def test_one_rule_that_fell_behind_is_counted_among_others(now):
    make_activity(rule=WEEKLY)
    behind = make_activity(rule=WEEKLY)
    Activity.objects.filter(pk=behind.pk).update(written_until=date(2027, 6, 1))
    assert horizon.look(now=now) == horizon.Horizon(date(2027, 6, 1), 1)


def test_a_rule_that_was_never_written_is_short(now):
    activity = make_activity(rule=WEEKLY)
    Activity.objects.filter(pk=activity.pk).update(written_until=None)
    assert horizon.count_short(now=now) == 1


def test_a_group_that_is_no_longer_active_keeps_what_is_public_written(now, time_machine):
    activity = make_activity(rule=WEEKLY, organisation=make_organisation(is_active=False))
    later = at("2027-06-01 03:00")
    time_machine.move_to(later, tick=False)
    assert horizon.count_short(now=later) == 1
    occurrences.extend_all(now=later)
    assert horizon.count_short(now=later) == 0
    assert activity.occurrences.last().date > date(2028, 6, 1)


def test_publishing_an_old_draft_does_not_set_the_horizon_back(now, time_machine):
    activity = make_activity(rule=WEEKLY)
    later = at("2027-06-01 03:00")
    time_machine.move_to(later, tick=False)
    occurrences.extend_all(now=later)
    publishing.publish(publishing.draft_of(activity), None)
    assert horizon.look(now=later) == horizon.Horizon(date(2028, 7, 1), 0)


@pytest.mark.parametrize("number", [1, 3])
def test_looking_costs_one_query(now, django_assert_num_queries, number):
    for _ in range(number):
        make_activity(rule=WEEKLY)
    with django_assert_num_queries(1):
        horizon.look(now=now)
