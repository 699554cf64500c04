from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("activities", "0004_venue_of_a_schedule"),
    ]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="written_until",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="occurrence",
            name="restored_at",
            field=models.DateTimeField(
                editable=False, null=True, verbose_name="held in spite of a closure"
            ),
        ),
    ]
