"""For a city: what must not be guessed is required from the environment."""

from __future__ import annotations

from portal.settings.base import *  # noqa: F403  settings are a namespace by Django's design

DEBUG = False
SECRET_KEY = environment.text("PORTAL_SECRET_KEY")  # noqa: F405
SITE_DOMAIN = environment.text("PORTAL_DOMAIN")  # noqa: F405
ALLOWED_HOSTS = environment.words("PORTAL_ALLOWED_HOSTS", SITE_DOMAIN)  # noqa: F405
WAGTAILADMIN_BASE_URL = f"https://{SITE_DOMAIN}"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

SECURE_SSL_REDIRECT = environment.flag("PORTAL_SSL_REDIRECT", default=True)  # noqa: F405
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
if environment.flag("PORTAL_BEHIND_PROXY"):  # noqa: F405
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = environment.text("PORTAL_SMTP_HOST", "localhost")  # noqa: F405
EMAIL_PORT = int(environment.text("PORTAL_SMTP_PORT", "25"))  # noqa: F405
EMAIL_HOST_USER = environment.text("PORTAL_SMTP_USER", "")  # noqa: F405
EMAIL_HOST_PASSWORD = environment.text("PORTAL_SMTP_PASSWORD", "")  # noqa: F405
EMAIL_USE_TLS = environment.flag("PORTAL_SMTP_TLS")  # noqa: F405
