"""Address of the desk's front page."""

from __future__ import annotations

from django.urls import path

from home.desk import desk

urlpatterns = [path("desk/", desk, name="desk")]
