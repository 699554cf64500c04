"""Carries out what was planned for a calendar: the only part of a reading that writes.

New activities are drafts that wait for review (or are public at once, where staff have said so for
this calendar). Of a live activity dates change at once and texts go through review. Each entry is
stored whole or refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from modelcluster.models import get_serializable_data_for_fields
from wagtail.log_actions import log

from activities import indexing, occurrences, publishing
from activities.importing import adding, settling, told
from activities.importing.addresses import gettext_noop
from activities.importing.apart import Refusal
from activities.importing.calendars import Kind, Plan, Step
from activities.importing.told import Told
from activities.models import Activity, CalendarSeries, CalendarSource
from activities.publishing import State
from activities.recurrence import ImpossibleRule
from activities.rescheduling import CHANGED
from organisations.models import User

MAY_BE_SENT = {State.WAITING, State.LIVE, State.LIVE_WAITING}

LOCKED = gettext_noop("The council is working on the activity. It is read again tomorrow.")


@dataclass(frozen=True)
class Carrier:
    """`user` is who gave the calendar; without one new activities stay plain drafts."""

    source: CalendarSource
    user: User | None
    now: datetime

    def carry_out(self, plan: Plan) -> Plan:
        """What became of the plan: a step that could not be taken has turned into a refusal."""
        done = Plan(plan.source, refusals=list(plan.refusals), name=plan.name)
        not_added = adding.add(plan.of(Kind.ADDED), self.source, self.user, now=self.now)
        for step in plan.steps:
            reason = not_added.get(step.uid, "")
            if step.known and step.does_anything:
                reason = self._try(step, step.known)
            if not reason:
                done.steps.append(step)
            elif step.is_in_file:
                line = step.series.line if step.series else 0
                done.refusals.append(Refusal(step.uid, step.title, line, reason, {}))
        return done

    def _try(self, step: Step, known: CalendarSeries) -> str:
        """Why the step could not be taken; empty when it was."""
        try:
            with transaction.atomic():
                self._take(step, known)
        except publishing.Locked:
            return LOCKED
        except ValidationError as error:
            return " ".join(error.messages)
        except ImpossibleRule as error:
            return str(error)
        except (IntegrityError, DataError):
            return adding.NOT_TAKEN
        return ""

    def _take(self, step: Step, known: CalendarSeries) -> None:
        if known.activity is None:
            return
        if step.kind == Kind.CANCELLED:
            self._cancel(step, known, known.activity)
        elif step.told:
            self._change(step, known, step.told)

    def _change(self, step: Step, known: CalendarSeries, dates: Told) -> None:
        activity = Activity.objects.select_for_update(of=("self",)).get(pk=known.activity_id)
        if activity.live:
            self._change_dates(activity, step, told.of_json(known.dates))
        self._change_text(activity, step, known)
        stopped = set(known.stopped) | {_key(row) for row in step.dates.cancelled}
        known.stopped = sorted(stopped - {_key(row) for row in step.dates.restored})
        known.source, known.is_gone = self.source, False
        _remember(known, step, dates)

    def _change_dates(self, activity: Activity, step: Step, old: Told) -> None:
        found = step.dates
        reason = _("Cancelled in the group's own calendar")
        for row in found.cancelled:
            occurrences.cancel(row, reason=reason, user=self.user, now=self.now)
        for row in found.reset:
            occurrences.reset(row, user=self.user, now=self.now)
        if found.schedule is not None:
            self._carry(activity, old, found.schedule)
        for row in found.restored:
            occurrences.restore(row, user=self.user, now=self.now)
        for row, (starts_at, ends_at) in found.moved:
            occurrences.move(
                row, starts_at=starts_at, ends_at=ends_at, venue=row.venue, reason=row.reason, user=self.user,
                now=self.now,
            )  # fmt: skip
        if found.schedule is not None:
            settling.settle(activity, now=self.now, said=found.schedule)

    def _carry(self, activity: Activity, old: Told, new: Told) -> None:
        rules = activity.schedules.order_by("pk")
        schedule = next((rule for rule in rules if old.is_in(rule)), None)
        if schedule is None:
            return
        before = [get_serializable_data_for_fields(rule) for rule in rules]
        for name, value in new.values().items():
            setattr(schedule, name, value)
        schedule.read_rule()
        day = timezone.localdate(self.now).isoformat()
        data = {"day": day, "scope": "all", "schedules": before}
        log(instance=activity, action=CHANGED, user=self.user, data=data)
        publishing.carry_schedule(activity, schedule)
        indexing.index(activity)
        occurrences.materialise(activity, now=self.now)

    def _change_text(self, activity: Activity, step: Step, known: CalendarSeries) -> None:
        """Fields that people have not corrected; a draft's rule as well."""
        draft = publishing.draft_of(Activity.objects.get(pk=activity.pk))
        fields = {
            name: value
            for name, value in step.texts.items()
            if getattr(draft, name) == known.texts.get(name)
        }
        rule = None if activity.live else step.dates.schedule
        if not fields and rule is None:
            return
        state = publishing.state_of(activity)
        _write(draft, fields)
        if rule is not None:
            old, schedules = told.of_json(known.dates), list(draft.schedules.all())
            for schedule in schedules:
                if old.is_in(schedule):
                    for name, value in rule.values().items():
                        setattr(schedule, name, value)
                    break
            draft.schedules = schedules
        adding.check(draft)
        draft.source_digest = step.digest
        if self.source.publishes and state == State.LIVE:
            publishing.publish(draft, None)
        elif self.user and state in MAY_BE_SENT:
            publishing.submit(draft, self.user)
        else:
            publishing.post(draft, self.user)

    def _cancel(self, step: Step, known: CalendarSeries, activity: Activity) -> None:
        old = told.of_json(known.dates)
        if activity.live:
            self._change_dates(activity, step, old)
        elif publishing.state_of(activity) == State.WAITING and self.user:
            publishing.withdraw(activity, self.user)
        known.stopped = sorted(set(known.stopped) | {_key(row) for row in step.dates.cancelled})
        known.is_gone, known.source = True, self.source
        known.dates = (step.dates.schedule or old).as_json()
        known.save()


def _remember(known: CalendarSeries, step: Step, dates: Told) -> None:
    known.digest, known.texts, known.dates = step.digest, step.all_texts, dates.as_json()
    known.save()


def _write(activity: Activity, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(activity, name, value)


def _key(row: Any) -> str:
    return str(row.original_start.isoformat())
