import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("monitoring", "0004_own_sources"),
    ]

    operations = [
        migrations.AddField(
            model_name="partition",
            name="merged_into",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="monitoring.partition",
            ),
        ),
        migrations.AlterField(
            model_name="partition",
            name="reading",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="partitions",
                to="monitoring.reading",
            ),
        ),
    ]
