"""Refuses rules of repetition that no activity has, before anything is worked out; knows no Django."""

from __future__ import annotations

import icalendar

from activities.importing.addresses import gettext_noop
from activities.importing.content_lines import Line
from activities.importing.moments import Refused

FINE = ("HOURLY", "MINUTELY", "SECONDLY")
TOO_FINE = gettext_noop("An activity can repeat once a day at most.")
TOO_MUCH_WORK = gettext_noop("The entry is too complicated to be worked out.")
BAD_RULE = gettext_noop("The rule of repetition (%(text)s) cannot be read.")


def check_rule(line: Line) -> None:
    parts = dict(part.partition("=")[::2] for part in line.value.upper().strip().split(";"))
    if parts.get("FREQ") in FINE:
        raise Refused(TOO_FINE, line.number)
    for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        if "," in parts.get(name, ""):
            raise Refused(TOO_FINE, line.number)
    if len(line.value) > 1_000:
        raise Refused(TOO_MUCH_WORK, line.number)
    try:
        icalendar.vRecur.from_ical(line.value)
    except (ValueError, TypeError, KeyError) as error:
        raise Refused(BAD_RULE, line.number, text=line.value[:80]) from error
