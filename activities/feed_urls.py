"""Addresses of feeds and open data."""

from __future__ import annotations

from django.urls import path

from activities import datasets, feeds

urlpatterns = [
    path("opendata/", datasets.about, name="opendata"),
    path("opendata/events.csv", datasets.events, name="opendata_events"),
    path("opendata/events-32.csv", datasets.events_32, name="opendata_events_32"),
    path("activities/calendar.ics", feeds.activities_feed, name="activities_feed"),
    path("activities/feed.atom", feeds.news_feed, name="news_feed"),
    path("activities/<int:pk>/calendar.ics", feeds.activity_feed, name="activity_feed"),
    path("activities/<int:pk>/<str:day>.ics", feeds.occurrence_ics, name="occurrence_ics"),
    path("districts/<slug:slug>/calendar.ics", feeds.district_feed, name="district_feed"),
    path(
        "organisations/<slug:slug>/calendar.ics", feeds.organisation_feed, name="organisation_feed"
    ),
]
