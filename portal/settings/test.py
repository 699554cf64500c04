"""For the test suite: dev, with what makes tests quick and strict."""

from __future__ import annotations

from portal.settings.dev import *  # noqa: F403  settings are a namespace by Django's design

DEBUG = False
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
