"""Every address of the site; pages that staff write come last."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("bare", views.bare, name="bare"),
    path("robots.txt", views.robots, name="robots"),
    path(
        "cms/login/",
        RedirectView.as_view(pattern_name="account_login", query_string=True),
        name="staff_login",
    ),
    path("cms/", include("home.admin_urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("organisations.account_urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("", include("activities.feed_urls")),
    path("", include("activities.desk_urls")),
    path("", include("activities.urls")),
    path("", include("home.desk_urls")),
    path("", include("home.urls")),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("", include(wagtail_urls)),
]
