from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('transfers', '0007_uploads'),
    ]

    operations = [
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('machine', models.CharField(max_length=300)),
                ('service', models.CharField(choices=[('mail', 'mail'), ('icap', 'icap')], max_length=4)),
                ('heard_at', models.DateTimeField()),
                ('said_at', models.DateTimeField(null=True)),
                ('layers', models.JSONField(default=dict)),
                ('waiting', models.PositiveIntegerField(default=0)),
                ('oldest_at', models.DateTimeField(null=True)),
                ('records', models.PositiveIntegerField(default=0)),
                ('oldest_record_at', models.DateTimeField(null=True)),
                ('unreadable', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['machine', 'service'],
                'constraints': [models.UniqueConstraint(fields=('machine', 'service'), name='one_standing_a_gateway')],
            },
        ),
    ]
