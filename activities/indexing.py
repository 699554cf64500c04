"""Writes what lists need of an activity beside it, past its revisions: searched text, rule said."""

from __future__ import annotations

from collections.abc import Iterable

from activities import search, wording
from activities.models import Activity, Schedule


def prepare(activity: Activity) -> None:
    """Fill the fields of an unsaved activity."""
    activity.search_text = search.text_of(activity)
    activity.rule_said = say_rules(activity.schedules.all())


def index(activity: Activity) -> None:
    """Store the fields of a saved activity; nothing else of it is touched."""
    prepare(activity)
    Activity.objects.filter(pk=activity.pk).update(
        search_text=activity.search_text, rule_said=activity.rule_said
    )


def say_rules(schedules: Iterable[Schedule]) -> str:
    """All repeating rules, one after the other: 「毎月第2・第4水曜」; single dates say nothing."""
    said = [wording.say_rule(schedule.recurrence) for schedule in schedules if schedule.rule]
    longest = Activity._meta.get_field("rule_said").max_length
    return " / ".join(dict.fromkeys(filter(None, said)))[:longest]
