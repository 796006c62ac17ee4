import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('assets', '0001_initial'),
        ('organization', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PermittedSoftware',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pattern', models.CharField(max_length=200, unique=True, verbose_name='名称')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='備考')),
            ],
            options={
                'ordering': ['pattern'],
            },
        ),
        migrations.CreateModel(
            name='EnrolSecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['-made_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Terminal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, verbose_name='管理番号')),
                ('host', models.CharField(blank=True, max_length=100, verbose_name='ホスト名')),
                ('place', models.CharField(blank=True, max_length=100, verbose_name='設置場所')),
                ('system', models.CharField(choices=[('windows', 'Windows'), ('linux', 'Linux'), ('other', 'その他')], max_length=10, verbose_name='基本ソフト')),
                ('recorded_at', models.DateTimeField()),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='廃止日')),
                ('own', models.JSONField(blank=True, default=dict)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organization.unit', verbose_name='管理する所属')),
                ('users', models.ManyToManyField(blank=True, related_name='+', to='organization.person', verbose_name='使う人')),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='assets.zone', verbose_name='領域')),
            ],
            options={
                'ordering': ['number', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('retired_on', None)), fields=('number',), name='terminal_number_once'), models.UniqueConstraint(condition=models.Q(('retired_on', None), models.Q(('host', ''), _negated=True)), fields=('host',), name='terminal_host_once')],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(max_length=40)),
                ('value', models.JSONField(default=dict)),
                ('bulk', models.JSONField(default=list)),
                ('observed_at', models.DateTimeField()),
                ('source', models.CharField(max_length=10)),
                ('terminal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='terminals.terminal')),
            ],
            options={
                'ordering': ['terminal', 'measure'],
                'constraints': [models.UniqueConstraint(fields=('terminal', 'measure'), name='terminal_reading_once')],
            },
        ),
        migrations.CreateModel(
            name='Node',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_sha256', models.CharField(max_length=64, unique=True)),
                ('identifier', models.CharField(max_length=200)),
                ('hardware', models.CharField(blank=True, max_length=100)),
                ('host', models.CharField(blank=True, max_length=100)),
                ('platform', models.CharField(choices=[('windows', 'Windows'), ('linux', 'Linux'), ('other', 'その他')], default='other', max_length=10)),
                ('enrolled_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('terminal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='nodes', to='terminals.terminal')),
            ],
            options={
                'ordering': ['-enrolled_at', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None), ('terminal__isnull', False)), fields=('terminal',), name='terminal_one_agent')],
            },
        ),
        migrations.CreateModel(
            name='Attestation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(max_length=40)),
                ('statement', models.CharField(max_length=500, verbose_name='確かめたこと')),
                ('at', models.DateTimeField()),
                ('until', models.DateField(verbose_name='有効期限')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('terminal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attestations', to='terminals.terminal')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='UploadKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public', models.CharField(max_length=64, unique=True)),
                ('label', models.CharField(max_length=100, verbose_name='名称')),
                ('added_at', models.DateTimeField()),
                ('last_made_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('terminal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='terminals.terminal', verbose_name='端末')),
            ],
            options={
                'ordering': ['label', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('revoked_at', None), ('revoked_at__gte', models.F('added_at')), _connector='OR'), name='terminal_key_revoked_after')],
            },
        ),
    ]
