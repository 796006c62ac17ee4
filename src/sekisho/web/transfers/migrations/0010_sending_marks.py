"""Marks found in what is to leave, that forbid to send it."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ("transfers", "0009_sending_carries"),
    ]

    operations = [
        migrations.AddField(
            model_name="sending",
            name="marks",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RemoveConstraint(model_name="sending", name="sending_decided_when_clean"),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.CheckConstraint(
                condition=Q(decided_at=None)
                | (Q(scanned_at__isnull=False, marks=0) & (Q(numbers=0) | Q(special=True))),
                name="sending_decided_when_clean",
            ),
        ),
    ]
