"""For one machine: everything embedded, nothing to configure."""

from __future__ import annotations

from portal.settings.base import *  # noqa: F403  settings are a namespace by Django's design

DEBUG = environment.flag("PORTAL_DEBUG")  # noqa: F405
SECRET_KEY = "only-for-a-demo-on-this-machine"  # noqa: S105  production refuses to start without its own
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SESSION_COOKIE_SECURE = False
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
