import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organization', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField()),
                ('assigned_at', models.DateTimeField()),
                ('pages_read', models.PositiveSmallIntegerField(default=0)),
                ('read_digest', models.CharField(blank=True, max_length=64)),
                ('completed_at', models.DateTimeField(null=True)),
                ('way', models.CharField(blank=True, choices=[('quiz', '小テスト'), ('session', '集合研修')], max_length=7)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('score', models.PositiveSmallIntegerField(null=True)),
                ('questions', models.PositiveSmallIntegerField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trainings', to='organization.person')),
            ],
            options={
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('digest', models.CharField(max_length=64)),
                ('answers', models.JSONField(default=dict)),
                ('score', models.PositiveSmallIntegerField()),
                ('questions', models.PositiveSmallIntegerField()),
                ('passed', models.BooleanField()),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='training.assignment')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100, verbose_name='件名')),
                ('course', models.CharField(max_length=60, verbose_name='教材')),
                ('everyone', models.BooleanField(default=False)),
                ('units', models.JSONField(default=list)),
                ('roles', models.JSONField(default=list)),
                ('categories', models.JSONField(default=list)),
                ('standing', models.BooleanField(default=False)),
                ('due_on', models.DateField(null=True, verbose_name='期限')),
                ('days', models.PositiveSmallIntegerField(default=30)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_reason', models.CharField(blank=True, max_length=200, verbose_name='終える理由')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['-started_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('due_on', None), ('standing', True)), models.Q(('due_on__isnull', False), ('standing', False)), _connector='OR'), name='campaign_day'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='campaign_ended_whole')],
            },
        ),
        migrations.AddField(
            model_name='assignment',
            name='campaign',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='training.campaign'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(fields=('campaign', 'person'), name='training_once'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('completed_at', None), ('digest', ''), ('questions', None), ('score', None), ('way', '')), models.Q(('completed_at__isnull', False), ('questions', None), ('score', None), ('way', 'session')), models.Q(('completed_at__isnull', False), ('score__lte', models.F('questions')), ('way', 'quiz')), _connector='OR'), name='training_completed_whole'),
        ),
    ]
