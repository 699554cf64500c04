"""Who may do what in the admin, and the review 「社協の確認」 that every post passes."""

from django.apps.registry import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.migrations.loader import MigrationLoader

ADMINISTRATOR, COUNCIL, MODERATOR, CITY = "administrator", "council_staff", "moderator", "city"
WORKFLOW = "社協の確認"
EVERYTHING = ("add", "change", "delete", "publish", "lock", "unlock", "view")
WORK = ("add", "change", "publish", "lock", "unlock", "view")
SETTINGS = {
    "auth": ("group",),
    "wagtailcore": ("site", "collection", "workflow", "task", "groupapprovaltask"),
}
# Wagtail's own start-up roles and review would stand beside ours under almost the same names.
WAGTAILS_GROUPS = ("Moderators", "Editors")
WAGTAILS_WORKFLOW = "Moderators approval"
MODELS = {
    "activities": ("activity", "venue"),
    "organisations": ("organisation", "district", "membership", "moderator", "user"),
}


def forwards(apps, schema_editor):
    labels = ("auth", "wagtailadmin", "wagtailcore", "wagtaildocs", "wagtailimages", "wagtailusers", *MODELS)
    for label in labels:
        config = installed_apps.get_app_config(label)
        config.models_module = config.models_module or True
        create_permissions(config, verbosity=0)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    activity = ContentType.objects.get(app_label="activities", model="activity")
    for verb in ("publish", "lock", "unlock"):  # Wagtail makes these only after all migrations
        Permission.objects.get_or_create(
            content_type=activity,
            codename=f"{verb}_activity",
            defaults={"name": f"Can {verb} activity"},
        )

    def allow(group, label, model, verbs):
        codes = [f"{verb}_{model}" for verb in verbs]
        group.permissions.add(
            *Permission.objects.filter(content_type__app_label=label, codename__in=codes)
        )

    access = Permission.objects.get(codename="access_admin")
    groups = {
        name: Group.objects.get_or_create(name=name)[0]
        for name in (ADMINISTRATOR, COUNCIL, MODERATOR, CITY)
    }
    for group in groups.values():
        group.permissions.add(access)
    for label, models in MODELS.items():
        for model in models:
            allow(groups[ADMINISTRATOR], label, model, EVERYTHING)
            if model != "user":
                allow(groups[COUNCIL], label, model, EVERYTHING)
                allow(groups[CITY], label, model, ("view",))
    for label, models in SETTINGS.items():
        for model in models:
            allow(groups[ADMINISTRATOR], label, model, EVERYTHING)
    allow(groups[MODERATOR], "activities", "activity", WORK)
    allow(groups[MODERATOR], "activities", "venue", ("add", "change", "view"))
    allow(groups[MODERATOR], "organisations", "organisation", ("view",))
    allow_pages_and_images(apps, groups)
    make_workflow(apps, groups)
    Group.objects.filter(name__in=WAGTAILS_GROUPS).delete()
    apps.get_model("wagtailcore", "WorkflowPage").objects.all().delete()
    apps.get_model("wagtailcore", "Workflow").objects.filter(name=WAGTAILS_WORKFLOW).update(
        active=False
    )


def allow_pages_and_images(apps, groups):
    root = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first()
    files = apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).first()
    pages = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
    images = ("add_image", "change_image", "choose_image")
    for name in (ADMINISTRATOR, COUNCIL):
        for code in pages:
            give(apps, groups[name], "wagtailcore", code, page=root)
    for name in (ADMINISTRATOR, COUNCIL, MODERATOR):
        for code in images:
            give(apps, groups[name], "wagtailimages", code, collection=files)
    administrator = groups[ADMINISTRATOR]
    give(apps, administrator, "wagtailcore", "bulk_delete_page", page=root)
    for verb in ("add", "change", "delete"):
        give(apps, administrator, "wagtailcore", f"{verb}_collection", collection=files)
    for verb in ("add", "change", "choose"):
        give(apps, administrator, "wagtaildocs", f"{verb}_document", collection=files)


def give(apps, group, label, code, **place):
    model = "GroupPagePermission" if "page" in place else "GroupCollectionPermission"
    permission = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label=label, codename=code
    )
    apps.get_model("wagtailcore", model).objects.get_or_create(
        group=group, permission=permission, **place
    )


def make_workflow(apps, groups):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    Task = apps.get_model("wagtailcore", "GroupApprovalTask")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")
    WorkflowContentType = apps.get_model("wagtailcore", "WorkflowContentType")
    kind, _ = ContentType.objects.get_or_create(app_label="wagtailcore", model="groupapprovaltask")
    activity, _ = ContentType.objects.get_or_create(app_label="activities", model="activity")
    task = Task.objects.create(name=WORKFLOW, active=True, content_type=kind)
    task.groups.set([groups[ADMINISTRATOR], groups[COUNCIL], groups[MODERATOR]])
    workflow = Workflow.objects.create(name=WORKFLOW, active=True)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowContentType.objects.create(workflow=workflow, content_type=activity)


def backwards(apps, schema_editor):
    # On the way to `zero` the given models hold two classes of one name, and deleting fails.
    loader = MigrationLoader(schema_editor.connection)
    apps = loader.project_state(("activities", "0002_roles_and_workflow")).apps
    apps.get_model("wagtailcore", "Workflow").objects.filter(name=WORKFLOW).delete()
    apps.get_model("wagtailcore", "Task").objects.filter(name=WORKFLOW).delete()
    Group = apps.get_model("auth", "Group")
    Group.objects.filter(name__in=[ADMINISTRATOR, COUNCIL, MODERATOR, CITY]).delete()
    for name in WAGTAILS_GROUPS:
        Group.objects.get_or_create(name=name)
    give_wagtail_its_workflow_back(apps)


def give_wagtail_its_workflow_back(apps):
    Workflow = apps.get_model("wagtailcore", "Workflow")
    root = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first()
    for workflow in Workflow.objects.filter(name=WAGTAILS_WORKFLOW):
        workflow.active = True
        workflow.save()
        apps.get_model("wagtailcore", "WorkflowPage").objects.get_or_create(
            page=root, defaults={"workflow": workflow}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0001_activities"),
        ("organisations", "0002_districts_and_groups"),
        ("wagtailcore", "0095_groupsitepermission"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0023_add_choose_permissions"),
        ("wagtailusers", "0011_userprofile_dismissibles"),
    ]
    operations = [migrations.RunPython(forwards, backwards)]
