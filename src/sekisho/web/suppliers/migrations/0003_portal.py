import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organization', '0002_person_number'),
        ('suppliers', '0002_selections_and_work'),
    ]

    operations = [
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('due_on', models.DateField(verbose_name='回答の期限')),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('answers', models.JSONField(default=dict)),
                ('respondent', models.CharField(blank=True, max_length=200, verbose_name='回答した人の部署・職と氏名')),
                ('answered_at', models.DateTimeField(null=True)),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='suppliers.contract')),
                ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['-asked_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('respondent', '')), ('answered_at__isnull', False), _connector='OR'), name='confirmation_answered_whole'), models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at', None), ('reviewed_by', None)), models.Q(('answered_at__isnull', False), ('reviewed_at__isnull', False), ('reviewed_by__isnull', False)), _connector='OR'), name='confirmation_reviewed_whole'), models.UniqueConstraint(condition=models.Q(('answered_at', None), ('withdrawn_at', None)), fields=('contract',), name='confirmation_waits_once')],
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_sha256', models.CharField(max_length=64, unique=True)),
                ('secrets', models.BinaryField(null=True)),
                ('until', models.DateField(verbose_name='開ける期限')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('confirmation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='links', to='suppliers.confirmation')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('worker', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='links', to='suppliers.worker')),
            ],
            options={
                'ordering': ['-made_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('confirmation', None), ('worker__isnull', False)), models.Q(('confirmation__isnull', False), ('worker', None)), _connector='OR'), name='link_of_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='suppliers.worker')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('worker', 'edition'), name='promise_once')],
            },
        ),
    ]
