"""Who sees groups' calendars in the admin: whoever may change activities; the city looks only."""

from django.apps.registry import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

GIVEN = {
    "administrator": ("change", "delete", "view"),
    "council_staff": ("change", "delete", "view"),
    "moderator": ("change", "delete", "view"),
    "city": ("view",),
}


def forwards(apps, schema_editor):
    config = installed_apps.get_app_config("activities")
    config.models_module = config.models_module or True
    create_permissions(config, verbosity=0)
    for name, verbs in GIVEN.items():
        for group in apps.get_model("auth", "Group").objects.filter(name=name):
            group.permissions.add(*permissions(apps, verbs))


def backwards(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GIVEN):
        group.permissions.remove(*permissions(apps, ("change", "delete", "view")))


def permissions(apps, verbs):
    codes = [f"{verb}_calendarsource" for verb in verbs]
    return apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="activities", codename__in=codes
    )


class Migration(migrations.Migration):
    dependencies = [("activities", "0007_calendar_sources")]
    operations = [migrations.RunPython(forwards, backwards)]
