"""`python -m activities.importing.reader NOW < file.ics`: reads a calendar in a process of its own.

Answers in JSON. The process limits itself before it looks at the first byte: memory, processor
time, no file written; its parent adds a limit on the clock. Knows no Django and no database.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any

MEMORY_BYTES = 280_000_000
CPU_SECONDS = 13


def main(arguments: list[str]) -> None:
    _limit()
    print(json.dumps(_answer(sys.stdin.buffer.read(), datetime.fromisoformat(arguments[0]))))


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(data: bytes, now: datetime) -> dict[str, Any]:
    from activities.importing import content_lines, series  # inside the limits

    try:
        file = content_lines.read(data)
    except content_lines.CalendarError as error:
        return {"error": str(error)}
    reader = series.Reader(file, now=now)
    reader.run()
    return {
        "name": file.name,
        "series": [asdict(each) for each in reader.series],
        "refusals": reader.refusals,
    }


if __name__ == "__main__":
    main(sys.argv[1:])
