from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('terminals', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='reading',
            name='as_of',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='reading',
            name='word',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddIndex(
            model_name='reading',
            index=models.Index(fields=['terminal', 'measure', 'word', 'as_of', 'observed_at'], name='terminal_reading_judged'),
        ),
    ]
