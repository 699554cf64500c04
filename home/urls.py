"""Addresses of districts and groups."""

from __future__ import annotations

from django.urls import path

from home import views

urlpatterns = [
    path("districts/", views.districts, name="districts"),
    path("districts/<slug:slug>/", views.district, name="district"),
    path("organisations/<slug:slug>/", views.organisation, name="organisation"),
]
