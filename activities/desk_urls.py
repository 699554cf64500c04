"""Addresses of the desk that belong to activities."""

from __future__ import annotations

from django.urls import path

from activities import desk

urlpatterns = [
    path("desk/activities/<int:pk>/", desk.change, name="desk_activity"),
    path("desk/activities/<int:pk>/preview/", desk.preview, name="desk_preview"),
    path("desk/activities/<int:pk>/withdraw/", desk.withdraw, name="desk_withdraw"),
    path("desk/dates/<int:pk>/cancel/", desk.cancel, name="desk_cancel"),
    path("desk/dates/<int:pk>/restore/", desk.restore, name="desk_restore"),
    path("desk/<slug:slug>/new/", desk.new, name="desk_activity_new"),
]
