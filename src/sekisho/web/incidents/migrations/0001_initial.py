import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organization', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='ファイル名')),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('content', models.BinaryField()),
                ('words', models.CharField(max_length=500, verbose_name='何の証拠か')),
                ('taken_at', models.DateTimeField(verbose_name='取得した日時')),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['added_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Custody',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('taken', '取得'), ('handed', '引渡し'), ('copied', '写しの作成'), ('looked', '閲覧'), ('returned', '返却')], max_length=8, verbose_name='したこと')),
                ('at', models.DateTimeField(verbose_name='日時')),
                ('holder', models.CharField(max_length=200, verbose_name='持っている人')),
                ('words', models.CharField(blank=True, max_length=500, verbose_name='理由・場所')),
                ('noted_at', models.DateTimeField()),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='custody', to='incidents.evidence')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='種類')),
                ('words', models.TextField(max_length=4000, verbose_name='何があったか')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='場所')),
                ('occurred_at', models.DateTimeField(blank=True, null=True, verbose_name='起きた日時')),
                ('noticed_at', models.DateTimeField(verbose_name='気付いた日時')),
                ('known_at', models.DateTimeField(verbose_name='知った日時')),
                ('reported_at', models.DateTimeField()),
                ('contact', models.CharField(blank=True, max_length=200, verbose_name='連絡先')),
                ('receipt', models.CharField(max_length=9, unique=True)),
                ('title', models.CharField(blank=True, max_length=100, verbose_name='件名')),
                ('severity', models.CharField(blank=True, max_length=20, verbose_name='重さ')),
                ('triaged_at', models.DateTimeField(null=True)),
                ('least', models.PositiveIntegerField(default=0)),
                ('most', models.PositiveIntegerField(null=True)),
                ('answers', models.JSONField(default=dict)),
                ('assessed_at', models.DateTimeField(null=True)),
                ('cause', models.TextField(blank=True, max_length=4000, verbose_name='原因')),
                ('prevention', models.TextField(blank=True, max_length=4000, verbose_name='再発防止')),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('handler', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('reporter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('triaged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit')),
            ],
            options={
                'ordering': ['-reported_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('severity', ''), ('triaged_at', None), ('triaged_by', None)), models.Q(('triaged_at__isnull', False), ('triaged_by__isnull', False), models.Q(('severity', ''), _negated=True)), _connector='OR'), name='incident_triaged_whole'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('triaged_at__isnull', False)), _connector='OR'), name='incident_closed_whole'), models.CheckConstraint(condition=models.Q(('most', None), ('most__gte', models.F('least')), _connector='OR'), name='incident_people')],
            },
        ),
        migrations.AddField(
            model_name='evidence',
            name='incident',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='incidents.incident'),
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('happened', '起きたこと'), ('done', 'したこと'), ('decided', '決めたこと'), ('told', '外への連絡'), ('clock', '期限の変更')], max_length=8, verbose_name='種別')),
                ('at', models.DateTimeField(verbose_name='日時')),
                ('words', models.TextField(max_length=4000, verbose_name='内容')),
                ('to', models.CharField(blank=True, max_length=200, verbose_name='相手')),
                ('noted_at', models.DateTimeField()),
                ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='incidents.incident')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=40)),
                ('due_at', models.DateTimeField()),
                ('certain', models.BooleanField()),
                ('owed', models.BooleanField(default=True)),
                ('done_at', models.DateTimeField(null=True, verbose_name='済ませた日時')),
                ('reference', models.CharField(blank=True, max_length=100, verbose_name='受付番号')),
                ('words', models.CharField(blank=True, max_length=500, verbose_name='内容')),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='incidents.incident')),
            ],
            options={
                'ordering': ['due_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('incident', 'rule'), name='incident_duty_once'), models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('done_by', None)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='incident_duty_done_whole')],
            },
        ),
        migrations.CreateModel(
            name='Affected',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('who', models.CharField(max_length=200, verbose_name='どのような人')),
                ('count', models.PositiveIntegerField(verbose_name='人数')),
                ('items', models.CharField(max_length=300, verbose_name='情報の項目')),
                ('told_on', models.DateField(blank=True, null=True, verbose_name='知らせた日')),
                ('way', models.CharField(blank=True, max_length=200, verbose_name='知らせた方法')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='affected', to='incidents.incident')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('told_on', None), models.Q(('way', ''), _negated=True), _connector='OR'), name='incident_people_told_whole')],
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40)),
                ('url', models.CharField(max_length=300)),
                ('title', models.CharField(max_length=200)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='incidents.incident')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('incident', 'url'), name='incident_link_once')],
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(blank=True, max_length=40)),
                ('words', models.CharField(max_length=300, verbose_name='すること')),
                ('due_at', models.DateTimeField(verbose_name='期限')),
                ('done_at', models.DateTimeField(null=True)),
                ('result', models.CharField(blank=True, max_length=500, verbose_name='結果')),
                ('assignee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='incidents.incident')),
            ],
            options={
                'ordering': ['due_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('done_by', None)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='incident_task_done_whole')],
            },
        ),
        migrations.CreateModel(
            name='BodyRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.CharField(default='unsure', max_length=20, verbose_name='団体の種類')),
                ('settings', models.JSONField(default=list)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='incident_one_body_rule')],
            },
        ),
    ]
