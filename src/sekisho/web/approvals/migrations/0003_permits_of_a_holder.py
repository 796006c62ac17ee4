from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0002_deviceremoval'),
        ('organization', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='permit',
            index=models.Index(fields=['holder', 'kind', 'ends'], name='permit_holder_kind_ends'),
        ),
    ]
