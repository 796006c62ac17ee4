from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('terminals', '0003_judged_from_values'),
    ]

    operations = [
        migrations.AddField(
            model_name='terminal',
            name='serial',
            field=models.CharField(blank=True, max_length=100, verbose_name='製造番号'),
        ),
    ]
