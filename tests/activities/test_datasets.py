"""Open data says what it holds, how it may be used, and that it has not changed."""

from __future__ import annotations

import pytest

from activities import municipal_columns, occurrences
from tests.factories import make_activity

pytestmark = pytest.mark.django_db
LICENCE = '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/opendata/events.csv", "232360_events.csv"),
        ("/opendata/events-32.csv", "232360_events-32.csv"),
    ],
)
def test_a_file_says_what_it_is(client, now, path, name):
    make_activity()
    response = client.get(path)
    assert (response["Content-Type"], response["Link"], response["Content-Disposition"]) == (
        "text/csv; charset=utf-8; header=present",
        LICENCE,
        f'attachment; filename="{name}"',
    )
    assert (response["Access-Control-Allow-Origin"], dict(response.cookies)) == ("*", {})


def test_an_unchanged_file_is_not_sent_twice(client, now, django_assert_num_queries):
    row = make_activity().occurrences.get()
    etag = client.get("/opendata/events.csv")["ETag"]
    with django_assert_num_queries(1):
        again = client.get("/opendata/events.csv", headers={"If-None-Match": etag})
    assert (again.status_code, again["Link"]) == (304, LICENCE)
    occurrences.cancel(row, now=now)
    changed = client.get("/opendata/events.csv", headers={"If-None-Match": etag})
    assert changed.status_code == 200


def test_the_page_names_the_files_their_columns_and_the_licence(client, now):
    text = client.get("/opendata/").content.decode()
    for words in ("/opendata/events.csv", "/opendata/events-32.csv", "CC BY 4.0", "12月4日（金）",
                  "3月6日（土）", "/activities/feed.atom"):  # fmt: skip
        assert words in text
    assert "、".join(municipal_columns.CURRENT) in text
    assert "、".join(municipal_columns.OLDER) in text


def test_every_page_leads_to_the_open_data(client, now):
    assert 'href="/opendata/"' in client.get("/districts/").content.decode()
