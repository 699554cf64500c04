"""Brings the embedded database up to date, fills an empty one, and says where everything is."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from activities import horizon
from activities.models import Activity
from organisations.models import User


class Command(BaseCommand):
    help = "Migrate, load the demo city into an empty database, print addresses and log-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database ...")
            call_command("migrate", verbosity=0, interactive=False)
        if not Activity.objects.exists():
            self.stdout.write("Loading the demo city (about half a minute) ...")
            call_command("load_demo", verbosity=0)
        if horizon.count_short(now=timezone.now()):
            self.stdout.write("Writing the dates of the coming months ...")
            call_command("extend_occurrences", verbosity=0)
        base = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
        self.stdout.write(f"\n  residents   {base}/")
        self.stdout.write(f"  groups      {base}/desk/")
        self.stdout.write(f"  staff       {base}/cms/\n\n")
        self.stdout.write("  Log in with one of these addresses; the code comes by mail, and")
        self.stdout.write(f"  mail is written to {os.path.relpath(settings.EMAIL_FILE_PATH)}/:\n")
        for user in User.objects.filter(email__endswith="@example.jp").order_by("pk")[:8]:
            self.stdout.write(f"    {user.email:32} {user.name}")
        self.stdout.write("\n  Stop with Ctrl+C.\n")
