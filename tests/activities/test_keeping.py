"""Files are made once, sent once, and never said to be unchanged when they are not."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils.http import http_date

from activities import keeping, occurrences, version
from tests.factories import at, make_activity

pytestmark = pytest.mark.django_db
PATH = "/activities/calendar.ics"


class Letters:
    """A file of one letter as often as asked; it counts how often it is made."""

    content_type = "text/plain"
    disposition = "inline"
    headers = {"X-Robots-Tag": "noindex"}

    def __init__(self, letter: bytes, size: int, made: list[str]) -> None:
        self.letter, self.size, self.made = letter, size, made

    @property
    def address(self) -> str:
        return "/letters"

    def parts(self) -> Iterator[bytes]:
        self.made.append("made")
        for _ in range(self.size // 1000):
            yield self.letter * 1000


@pytest.mark.parametrize("path", [PATH, "/activities/feed.atom", "/opendata/events.csv"])
def test_if_modified_since_is_answered_with_304(client, now, time_machine, path):
    make_activity()
    client.get(path)
    time_machine.move_to(now + timedelta(seconds=5), tick=False)
    since = client.get(path)["Last-Modified"]
    again = client.get(path, headers={"If-Modified-Since": since})
    older = http_date((now - timedelta(seconds=1)).timestamp())
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"If-Modified-Since": older}).status_code == 200


def test_if_none_match_goes_before_if_modified_since(client, now, time_machine):
    make_activity()
    client.get(PATH)
    time_machine.move_to(now + timedelta(seconds=5), tick=False)
    since = client.get(PATH)["Last-Modified"]
    headers = {"If-None-Match": '"other"', "If-Modified-Since": since}
    assert client.get(PATH, headers=headers).status_code == 200


def test_the_row_with_the_newest_change_deleted_is_a_change(client, now, time_machine):
    make_activity(title="残る会")
    time_machine.move_to(now + timedelta(minutes=1), tick=False)
    gone = make_activity(title="消える会", starts_at=at("2026-12-10 10:00"))
    before = client.get(PATH)
    time_machine.move_to(now + timedelta(minutes=2), tick=False)
    gone.occurrences.all().delete()
    version.bump()
    unmatched = client.get(PATH, headers={"If-None-Match": before["ETag"]})
    since = client.get(PATH, headers={"If-Modified-Since": before["Last-Modified"]})
    assert (unmatched.status_code, since.status_code) == (200, 200)
    assert before["ETag"] != unmatched["ETag"]


def test_two_versions_of_one_second_are_told_apart_by_their_time(client, now):
    row = make_activity().occurrences.get()
    before = client.get(PATH)
    occurrences.cancel(row, now=now)
    client.get(PATH)
    after = client.get(PATH, headers={"If-Modified-Since": before["Last-Modified"]})
    assert after.status_code == 200


def test_the_same_bytes_made_again_keep_their_time(client, now, time_machine):
    make_activity()
    client.get(PATH)
    time_machine.move_to(now + timedelta(seconds=keeping.BODY_SECONDS + 60), tick=False)
    head = client.get(PATH)
    assert head["Last-Modified"] == http_date(now.timestamp())


@pytest.mark.parametrize("path", [PATH, "/activities/{pk}/2026-12-09.ics"])
def test_an_unchanged_file_may_not_be_indexed_either(client, now, path):
    path = path.format(pk=make_activity().pk)
    etag = client.get(path)["ETag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again["X-Robots-Tag"]) == (304, "noindex")


def test_a_long_file_is_unpacked_piece_by_piece(rf, now):
    made: list[str] = []
    view = keeping.kept(lambda request, **named: Letters(b"x", 5_000_000, made))
    long = view(rf.get("/l"))
    assert (long.streaming, long["Content-Length"]) == (True, "5000000")
    assert b"".join(long) == b"x" * 5_000_000
    packed = view(rf.get("/l", headers={"Accept-Encoding": "gzip"}))
    assert gzip.decompress(packed.content) == b"x" * 5_000_000
    assert made == ["made"]


def test_an_address_that_is_its_own_canonical_one_is_kept(rf, now):
    made: list[str] = []
    view = keeping.kept(lambda request, **named: Letters(b"y", 3000, made))
    answers = [view(rf.get(path)).content for path in ("/letters", "/letters", "/letters?utm=1")]
    assert (answers, made) == ([b"y" * 3000] * 3, ["made"])


def test_kept_bytes_that_the_cache_lost_are_made_again(client, now):
    make_activity()
    before = client.get(PATH)
    cache.clear()
    after = client.get(PATH)
    assert (before.content, before["ETag"]) == (after.content, after["ETag"])
