"""What the reading of a calendar would do, in words for its group."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities import wording
from activities.importing import sources
from activities.importing.calendars import Kind, Plan, Step
from activities.importing.told import Told
from activities.models import CalendarSource

MOST_SHOWN = 30
MOST_DATES = 5


def of_source(source: CalendarSource) -> dict[str, Any]:
    counts = source.last_result.get("counts", {})
    refusals = [
        sources.Refusal(**each) for each in source.last_result.get("refusals", [])[:MOST_SHOWN]
    ]
    return {
        "source": source,
        "said": sources.counts_said(counts) if counts else "",
        "notes": [source.last_error],
        "refusals": [refused(each) for each in refusals],
    }


def done(plan: Plan) -> str:
    return _("Saved: %(counts)s.") % {"counts": sources.counts_said(plan.counts)}


def counted(plan: Plan) -> str:
    """One sentence for the whole file."""
    number = plan.counts["read"]
    return ngettext("%(number)d entry was read.", "%(number)d entries were read.", number) % {
        "number": number
    }


def parts(plan: Plan) -> list[dict[str, Any]]:
    """Headings with their lines, those that matter first; empty ones are left out."""
    titles = {
        Kind.ADDED: _("New activities"),
        Kind.CHANGED: _("Activities that change"),
        Kind.CANCELLED: _("Activities that become “cancelled”"),
    }
    found = [
        _part(title, [_line(step) for step in plan.of(kind)], is_stop=kind == Kind.CANCELLED)
        for kind, title in titles.items()
    ]
    found.append(_part(_("Cannot be used"), [refused(each) for each in plan.refusals], True))
    left_out = [
        {
            "name": sources.left_out_said(why),
            "notes": [_("%(number)d entries") % {"number": number}],
        }
        for why, number in plan.whys.items()
    ]
    found.append(_part(_("Left out"), left_out, number=plan.counts["left_out"]))
    unchanged = plan.counts["unchanged"]
    if unchanged:
        found.append(_part(_("Stay as they are"), [], number=unchanged))
    return [part for part in found if part["number"]]


def refused(refusal: Any) -> dict[str, Any]:
    line = _("line %(line)d") % {"line": refusal.line}
    name = refusal.title or _("(without a title)")
    return {"name": name, "notes": [f"{line}: {sources.said(refusal)}"]}


def _part(
    title: str, lines: list[dict[str, Any]], is_stop: bool = False, number: int | None = None
) -> dict[str, Any]:
    return {
        "title": title,
        "is_stop": is_stop,
        "number": len(lines) if number is None else number,
        "lines": lines[:MOST_SHOWN],
        "more": max(len(lines) - MOST_SHOWN, 0),
    }


def _line(step: Step) -> dict[str, Any]:
    if step.kind == Kind.ADDED and step.told:
        return {"name": step.title, "notes": [_said(step.told)]}
    notes = [
        _("%(before)s → %(after)s")
        % {
            "before": wording.say_when(row.starts_at, row.ends_at, row.is_all_day),
            "after": wording.say_when(*span, row.is_all_day),
        }
        for row, span in step.dates.moved[:MOST_DATES]
    ]
    if len(step.dates.moved) > MOST_DATES:
        notes.append(_("%(number)d dates move") % {"number": len(step.dates.moved)})
    notes += _dates(_("cancelled: %(dates)s"), step.dates.cancelled)
    notes += _dates(_("take place again: %(dates)s"), step.dates.restored)
    if step.dates.added:
        notes.append(_("%(number)d new dates") % {"number": step.dates.added})
    if step.dates.kept:
        notes.append(
            _("%(number)d dates that you changed in the portal stay") % {"number": step.dates.kept}
        )
    if step.texts and step.kind == Kind.CHANGED:
        notes.append(_("the text changes; what you corrected in the portal stays"))
    return {"name": step.title, "notes": notes}


def _dates(sentence: str, rows: list[Any]) -> list[str]:
    if not rows:
        return []
    said = [wording.say_date(row.date) for row in rows[:MOST_DATES]]
    if len(rows) > MOST_DATES:
        said.append(_("and %(number)d more") % {"number": len(rows) - MOST_DATES})
    return [sentence % {"dates": "、".join(said)}]


def _said(told: Told) -> str:
    said = wording.say_recurrence(told.recurrence, told.is_all_day)
    moved = [wording.say_date(datetime.fromisoformat(start)) for start, _end in told.moved.values()]
    if moved:
        more = _("moved: %(dates)s") % {"dates": "、".join(moved[:MOST_DATES])}
        said = f"{said} （{more}）"
    return said
