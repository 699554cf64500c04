"""The demo city: complete, invented, and the same every time for a given day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.test import override_settings
from wagtail.models import Page, Site

from activities import publishing
from activities.enums import Category, OccurrenceStatus
from activities.models import Activity, Occurrence, Venue
from activities.recurrence import TOKYO
from home.demo import pages
from home.models import ContentPage, HomePage
from organisations.enums import Scheme
from organisations.models import District, Membership, Moderator, Organisation, User

pytestmark = pytest.mark.django_db
DAY = "2026-12-04"
TELEPHONE = re.compile(r"(?<![\w-])0\d{1,4}-\d{1,4}-\d{3,4}(?![\w-])")


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def load(*words: str) -> str:
    out = StringIO()
    call_command("load_demo", "--date", DAY, *words, stdout=out, stderr=StringIO())
    return out.getvalue()


def snapshot() -> list[tuple[object, ...]]:
    rows = Occurrence.objects.order_by("activity__title", "original_start", "starts_at")
    return list(
        rows.values_list(
            "activity__title", "schedule_uuid", "starts_at", "status", "reason", "ical"
        )
    )


class TestCity:
    """One city for all: loaded once, and rolled back."""

    @pytest.fixture(scope="class")
    def city(self, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[str]:
        media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
        with django_db_blocker.unblock(), media, transaction.atomic():
            yield load()
            transaction.set_rollback(True)

    def test_load_demo_makes_the_city_that_the_field_describes(self, city):
        count = {scheme: District.objects.in_scheme(scheme).count() for scheme in Scheme}
        assert count == {
            Scheme.CARE_AREA: 3,
            Scheme.WARD: 25,
            Scheme.PRIMARY_SCHOOL: 8,
            Scheme.MIDDLE_SCHOOL: 4,
        }
        assert (Organisation.objects.count(), Venue.objects.count()) == (40, 20)
        assert Activity.objects.count() == 150
        assert set(Activity.objects.public().values_list("category", flat=True)) == set(
            Category.values
        )
        assert District.objects.get(slug="tenno-primary").within.count() == 2
        assert District.objects.get(slug="chubu-primary").within.count() == 2
        assert list(District.objects.get(slug="azabu").within.values_list("slug", flat=True)) == [
            "kitayoshi",
            "hokubu-primary",
        ]

    def test_load_demo_leaves_work_for_reviewers_and_members(self, city):
        states = [publishing.state_of(activity) for activity in Activity.objects.all()]
        assert states.count(publishing.State.WAITING) == 7
        assert states.count(publishing.State.RETURNED) == 1
        assert states.count(publishing.State.DRAFT) == 1
        assert states.count(publishing.State.LIVE_WAITING) == 1
        returned = next(
            a for a in Activity.objects.all() if publishing.state_of(a) == publishing.State.RETURNED
        )
        assert publishing.remark_on(returned)
        assert returned.organiser.slug == "hidamari"

    def test_load_demo_has_cancelled_moved_past_and_undated_ones(self, city):
        cancelled = Occurrence.objects.filter(status=OccurrenceStatus.CANCELLED)
        assert cancelled.count() == 14
        assert not cancelled.filter(reason="").exists()
        assert sum(row.is_moved for row in Occurrence.objects.all()) == 7
        assert Occurrence.objects.filter(starts_at__lt=f"{DAY}T00:00+09:00").exists()
        needs = Activity.objects.public().filter(category=Category.VOLUNTEER)
        assert needs.filter(schedules=None).exists()
        assert needs.filter(helps__isnull=False).count() == 12
        assert Activity.objects.filter(picture__isnull=False).exclude(picture_alt="").exists()
        assert not Activity.objects.filter(picture__isnull=False, picture_alt="").exists()

    def test_load_demo_makes_one_user_for_each_role_and_prints_them(self, city):
        for email in ("admin", "shakyo", "moderator", "city", "hidamari", "attaka"):
            assert f"{email}@example.jp" in city
        groups = {
            user.email.partition("@")[0]: [group.name for group in user.groups.all()]
            for user in User.objects.all()
        }
        assert groups == {
            "admin": ["administrator"],
            "shakyo": ["council_staff"],
            "moderator": ["moderator"],
            "city": ["city"],
            "hidamari": [],
            "attaka": [],
        }
        assert User.objects.get(is_superuser=True).email == "admin@example.jp"
        assert [d.slug for d in Moderator.objects.get().districts.all()] == ["kitayoshi"]
        roles = Membership.objects.order_by("pk").values_list("organisation__slug", "role")
        assert list(roles) == [("hidamari", "manager"), ("attaka", "member")]

    def test_load_demo_prints_no_real_telephone_number(self, city):
        texts = [
            *Organisation.objects.values_list("phone", "fax", "description"),
            *Activity.objects.values_list("phone", "fax", "body", "sign_up_note"),
            *((str(page.body.raw_data),) for page in ContentPage.objects.all()),
        ]
        numbers = {number for row in texts for text in row for number in TELEPHONE.findall(text)}
        assert numbers
        assert {number for number in numbers if not number.startswith("0561-00-00")} == set()

    def test_load_demo_writes_the_pages_of_text_under_the_front_page(self, city):
        site = Site.objects.get(is_default_site=True)
        assert site.site_name == pages.SITE_NAME
        assert isinstance(site.root_page.specific, HomePage)
        slugs = site.root_page.get_children().live().values_list("slug", flat=True)
        assert list(slugs) == ["about", "privacy", "help", "guide"]

    def test_load_demo_twice_changes_nothing(self, city):
        before = snapshot()
        assert "nothing was loaded" in load()
        assert snapshot() == before

    def test_load_demo_is_the_same_for_a_date_and_sends_no_mail(
        self, city, time_machine, mailoutbox
    ):
        first = snapshot()
        Activity.objects.all().delete()
        Venue.objects.all().delete()
        Membership.objects.all().delete()
        Organisation.objects.all().delete()
        time_machine.move_to("2027-03-09 03:00Z", tick=False)
        load()
        assert mailoutbox == []
        assert [row[:5] for row in snapshot()] == [row[:5] for row in first]

    def test_starts_are_on_tokyos_clock(self, city):
        gymnastics = Activity.objects.public().filter(title__contains="ラジオ体操").first()
        start = gymnastics.occurrences.first().starts_at.astimezone(TOKYO)
        assert (start.hour, start.minute) == (6, 30)


def test_load_demo_makes_as_many_as_asked_with_the_dates_that_publishing_would_write(now):
    load("--activities", "60")
    assert Activity.objects.public().count() == 60
    assert not Activity.objects.filter(search_text="").exists()
    activity = Activity.objects.filter(schedules__rule__startswith="FREQ=WEEKLY").first()
    written = snapshot()
    publishing.publish(activity, None)
    assert snapshot() == written


def test_front_page_takes_the_place_of_wagtails_welcome_page():
    Site.objects.all().delete()
    HomePage.objects.first().delete()
    root = Page.get_first_root_node()
    welcome = root.add_child(instance=Page(title="Welcome", slug="welcome"))
    Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)
    home = pages.build()
    assert Site.objects.get().root_page_id == home.pk
    assert not Page.objects.filter(slug="welcome").exists()


@pytest.mark.parametrize(
    "words",
    [("--activities", "0"), ("--activities", "many"), ("--activities", "١"), ("--date", "soon")],
    ids=["no activities", "a word", "other digits", "a date in words"],
)
def test_load_demo_refuses_what_it_cannot_read(words):
    with pytest.raises(CommandError):
        call_command("load_demo", *words)
