import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organization', '0002_person_number'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('segments', models.PositiveIntegerField()),
                ('events', models.PositiveIntegerField()),
                ('not_understood', models.PositiveIntegerField()),
                ('duplicates', models.PositiveIntegerField()),
                ('implausible', models.PositiveIntegerField()),
                ('altered', models.PositiveIntegerField()),
                ('policy_sha256', models.CharField(blank=True, max_length=64)),
                ('rules_sha256', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='LogSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='名前')),
                ('channel', models.CharField(max_length=80, unique=True, verbose_name='経路')),
                ('kind', models.CharField(blank=True, max_length=20, verbose_name='種類')),
                ('log_class', models.CharField(choices=[('boundary', '通信の境界（ファイアウォール、プロキシなど）'), ('access', '利用者の認証と操作'), ('mail', 'メール'), ('server', 'サーバーと機器の動作'), ('other', 'その他')], default='other', max_length=10, verbose_name='区分')),
                ('required', models.BooleanField(default=False, verbose_name='なければならない')),
                ('silent_minutes', models.PositiveIntegerField(default=60, verbose_name='途絶とみなす分')),
                ('registered_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('heard_at', models.DateTimeField(null=True)),
                ('registered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=120)),
                ('matter', models.CharField(max_length=64)),
                ('level', models.CharField(max_length=13)),
                ('gravity', models.PositiveSmallIntegerField()),
                ('what', models.CharField(max_length=1000)),
                ('why', models.CharField(max_length=1000)),
                ('first', models.CharField(max_length=1000)),
                ('figures', models.JSONField(default=dict)),
                ('events', models.JSONField(default=list)),
                ('first_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('count', models.PositiveIntegerField()),
                ('found_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('open', '未対応'), ('incident', 'インシデントにした'), ('explained', '説明がついた'), ('suppressed', '抑制中')], default='open', max_length=10)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=1000, verbose_name='説明')),
                ('incident_url', models.CharField(blank=True, max_length=300)),
                ('incident_title', models.CharField(blank=True, max_length=200)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('reading', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='monitoring.reading')),
            ],
            options={
                'ordering': ['-found_at', '-id'],
                'indexes': [models.Index(fields=['state', '-found_at'], name='alert_state_found')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('matter',), name='alert_open_once'), models.CheckConstraint(condition=models.Q(('state__in', ('open', 'suppressed')), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='alert_answered_whole')],
            },
        ),
        migrations.CreateModel(
            name='RuleFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='ファイル名')),
                ('text', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('rules', models.PositiveIntegerField()),
                ('refused', models.JSONField(default=list)),
                ('imported_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('imported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['name', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('name',), name='rule_file_once')],
            },
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('matter', models.CharField(max_length=64)),
                ('reason', models.CharField(max_length=500, verbose_name='理由')),
                ('permit', models.CharField(blank=True, max_length=100, verbose_name='許可の番号')),
                ('made_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(null=True)),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suppressions', to='monitoring.alert')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['-made_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('made_at')), models.Q(('reason', ''), _negated=True)), name='suppression_ends')],
            },
        ),
        migrations.CreateModel(
            name='Hour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hour', models.DateTimeField()),
                ('events', models.PositiveIntegerField(default=0)),
                ('not_understood', models.PositiveIntegerField(default=0)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hours', to='monitoring.logsource')),
            ],
            options={
                'ordering': ['hour'],
                'constraints': [models.UniqueConstraint(fields=('source', 'hour'), name='log_hour_once')],
            },
        ),
        migrations.CreateModel(
            name='Gap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begun_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gaps', to='monitoring.logsource')),
            ],
            options={
                'ordering': ['-begun_at', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('source',), name='log_gap_open_once')],
            },
        ),
        migrations.CreateModel(
            name='Partition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=200, unique=True)),
                ('log_class', models.CharField(choices=[('boundary', '通信の境界（ファイアウォール、プロキシなど）'), ('access', '利用者の認証と操作'), ('mail', 'メール'), ('server', 'サーバーと機器の動作'), ('other', 'その他')], max_length=10)),
                ('dataset', models.CharField(max_length=64)),
                ('day', models.DateField()),
                ('rows', models.PositiveIntegerField()),
                ('first_us', models.BigIntegerField()),
                ('last_us', models.BigIntegerField()),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('destroyed_at', models.DateTimeField(null=True)),
                ('reading', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partitions', to='monitoring.reading')),
            ],
            options={
                'ordering': ['day', 'path'],
                'indexes': [models.Index(fields=['log_class', 'day'], name='log_partition_day')],
            },
        ),
    ]
