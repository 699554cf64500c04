"""Addresses of the list and of one activity."""

from __future__ import annotations

from django.urls import path

from activities import views

urlpatterns = [
    path("activities/", views.activities, name="activities"),
    path("activities/<int:pk>/", views.activity, name="activity"),
]
