"""What is on: activities with their schedules, the dates that follow from them, and venues."""

from activities.models.activity import Activity, ActivityQuerySet, TaggedActivity
from activities.models.calendar_source import CalendarSeries, CalendarSource
from activities.models.closure import Closure
from activities.models.occurrence import Occurrence
from activities.models.schedule import Schedule
from activities.models.venue import Venue
from activities.models.version import ContentVersion

__all__ = [
    "Activity",
    "ActivityQuerySet",
    "CalendarSeries",
    "CalendarSource",
    "Closure",
    "ContentVersion",
    "Occurrence",
    "Schedule",
    "TaggedActivity",
    "Venue",
]
