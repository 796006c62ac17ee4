from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organization', '0001_initial'),
        ('premises', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='listed',
            index=models.Index(fields=['area', 'person'], name='listed_area_person'),
        ),
        migrations.AddIndex(
            model_name='listed',
            index=models.Index(fields=['area', 'post'], name='listed_area_post'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['area', 'badge', 'in_at'], name='visit_area_badge'),
        ),
    ]
