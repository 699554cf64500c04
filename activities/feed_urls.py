"""Addresses of calendar feeds."""

from __future__ import annotations

from django.urls import path

from activities import feeds

urlpatterns = [
    path("activities/calendar.ics", feeds.activities_feed, name="activities_feed"),
    path("activities/<int:pk>/calendar.ics", feeds.activity_feed, name="activity_feed"),
    path("activities/<int:pk>/<str:day>.ics", feeds.occurrence_ics, name="occurrence_ics"),
    path("districts/<slug:slug>/calendar.ics", feeds.district_feed, name="district_feed"),
    path(
        "organisations/<slug:slug>/calendar.ics", feeds.organisation_feed, name="organisation_feed"
    ),
]
