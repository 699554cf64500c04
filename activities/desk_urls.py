"""Addresses of the desk that belong to activities."""

from __future__ import annotations

from django.urls import path

from activities.desk import calendar, dates, pause, posting, rule
from activities.rescheduling import Scope

urlpatterns = [
    path("desk/activities/<int:pk>/", posting.change, name="desk_activity"),
    path("desk/activities/<int:pk>/preview/", posting.preview, name="desk_preview"),
    path("desk/activities/<int:pk>/withdraw/", posting.withdraw, name="desk_withdraw"),
    path("desk/activities/<int:pk>/dates/", dates.dates, name="desk_dates"),
    path("desk/activities/<int:pk>/dates/add/", dates.add, name="desk_date_add"),
    path("desk/activities/<int:pk>/undo/", dates.undo, name="desk_undo"),
    path("desk/dates/<int:pk>/", dates.date, name="desk_date"),
    path("desk/dates/<int:pk>/restore/", dates.restore, name="desk_restore"),
    path("desk/dates/<int:pk>/move/", dates.move, name="desk_move"),
    path("desk/dates/<int:pk>/note/", dates.adjust, name="desk_adjust"),
    path("desk/dates/<int:pk>/reset/", dates.reset, name="desk_reset"),
    path(
        "desk/dates/<int:pk>/following/",
        rule.rule,
        {"scope": Scope.FOLLOWING.value},
        name="desk_following",
    ),
    path("desk/dates/<int:pk>/all/", rule.rule, {"scope": Scope.ALL.value}, name="desk_all"),
    path("desk/<slug:slug>/pause/", pause.pause, name="desk_pause"),
    path("desk/<slug:slug>/pause/<int:pk>/end/", pause.reopen, name="desk_reopen"),
    path("desk/<slug:slug>/calendar/", calendar.calendar, name="desk_calendar"),
    path("desk/<slug:slug>/calendar/<int:pk>/", calendar.look, name="desk_calendar_look"),
    path("desk/<slug:slug>/calendar/<int:pk>/read/", calendar.read, name="desk_calendar_read"),
    path("desk/<slug:slug>/calendar/<int:pk>/stop/", calendar.stop, name="desk_calendar_stop"),
    path("desk/<slug:slug>/new/", posting.new, name="desk_activity_new"),
]
