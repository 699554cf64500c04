"""For a process of its own: does what its arguments say, in turn, on the environment's database.

`python extending.py MOMENT [extend|dump|clear]...`: the nightly command, all rows as JSON on
standard output but for what two runs may differ in, all rows away.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime

import django
import time_machine

NOT_COMPARED = {"id", "changed_at"}


def main(moment: str, *verbs: str) -> None:
    django.setup()
    from django.core.management import call_command

    from activities.models import Activity, Occurrence

    with time_machine.travel(datetime.fromisoformat(moment), tick=False):
        for verb in verbs:
            if verb == "extend":
                call_command("extend_occurrences", stdout=sys.stderr)
            elif verb == "clear":
                Occurrence.objects.all().delete()
                Activity.objects.update(written_until=None)
            else:
                rows = Occurrence.objects.order_by("schedule_uuid", "original_start").values()
                kept = [{k: v for k, v in row.items() if k not in NOT_COMPARED} for row in rows]
                json.dump(kept, sys.stdout, default=str)


if __name__ == "__main__":
    main(*sys.argv[1:])
