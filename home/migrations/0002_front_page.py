"""The city's front page takes the place of Wagtail's welcome page."""

from django.db import migrations
from django.db.migrations.loader import MigrationLoader

TITLE = "みよし つどいの地図"


def forwards(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    HomePage = apps.get_model("home", "HomePage")
    kind, _ = ContentType.objects.get_or_create(app_label="home", model="homepage")
    locale, _ = Locale.objects.get_or_create(language_code="ja")
    root = Page.objects.get(depth=1)
    Site.objects.all().delete()
    Page.objects.filter(depth=2, content_type__model="page").delete()
    page = HomePage.objects.create(
        title=TITLE,
        draft_title=TITLE,
        slug="home",
        content_type=kind,
        path=f"{root.path}0001",
        depth=2,
        numchild=0,
        url_path="/home/",
        locale=locale,
        live=True,
    )
    root.numchild = 1
    root.save()
    Site.objects.create(
        hostname="localhost", site_name=TITLE, root_page=page, is_default_site=True
    )


def backwards(apps, schema_editor):
    """Wagtail's welcome page again, as its own first migration makes it."""
    # On the way to `zero` the given models hold two classes of one name, and deleting fails.
    apps = MigrationLoader(schema_editor.connection).project_state(("home", "0002_front_page")).apps
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Site.objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()
    kind, _ = ContentType.objects.get_or_create(app_label="wagtailcore", model="page")
    root = Page.objects.get(depth=1)
    page = Page.objects.create(
        title="Welcome to your new Wagtail site!",
        draft_title="Welcome to your new Wagtail site!",
        slug="home",
        content_type=kind,
        path=f"{root.path}0001",
        depth=2,
        numchild=0,
        url_path="/home/",
        locale=root.locale,
        live=True,
    )
    Page.objects.filter(pk=root.pk).update(numchild=1)
    Site.objects.create(hostname="localhost", root_page=page, is_default_site=True)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_pages"),
        ("wagtailcore", "0095_groupsitepermission"),
    ]
    operations = [migrations.RunPython(forwards, backwards)]
