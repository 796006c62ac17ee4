import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assets', '0001_initial'),
        ('organization', '0002_person_number'),
        ('suppliers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Worker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='氏名')),
                ('duty', models.CharField(max_length=100, verbose_name='担当')),
                ('areas', models.JSONField(default=list, verbose_name='入ってよい管理区域')),
                ('from_date', models.DateField(verbose_name='開始日')),
                ('until_date', models.DateField(null=True, verbose_name='終了日')),
                ('erased_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['contract', 'from_date', 'id'],
            },
        ),
        migrations.AddField(
            model_name='contract',
            name='selected_paper',
            field=models.CharField(blank=True, max_length=200, verbose_name='以前の選定の記録'),
        ),
        migrations.AddField(
            model_name='contract',
            name='workers_seen_at',
            field=models.DateTimeField(null=True, verbose_name='従事者の名簿を確かめた日時'),
        ),
        migrations.AddField(
            model_name='contract',
            name='workers_seen_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person'),
        ),
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answers', models.JSONField(default=dict)),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='備考')),
                ('firm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='suppliers.firm', verbose_name='事業者')),
            ],
            options={
                'ordering': ['selection', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('confirmation', '年次の確認'), ('visit', '立入り'), ('report', '委託先の報告'), ('other', 'その他')], max_length=12, verbose_name='分かった方法')),
                ('what', models.CharField(max_length=500, verbose_name='足りないこと')),
                ('found_on', models.DateField(verbose_name='分かった日')),
                ('measure', models.CharField(max_length=500, verbose_name='求めた改善')),
                ('due_on', models.DateField(verbose_name='改善の期限')),
                ('mended_on', models.DateField(null=True, verbose_name='改善を確かめた日')),
                ('how', models.CharField(blank=True, max_length=500, verbose_name='改善の内容と確かめ方')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='suppliers.contract')),
                ('found_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('mended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['due_on', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('mended_by', None), ('mended_on', None)), models.Q(('mended_by__isnull', False), ('mended_on__gte', models.F('found_on')), models.Q(('how', ''), _negated=True)), _connector='OR'), name='finding_mended_whole')],
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=200, verbose_name='渡したもの')),
                ('number', models.CharField(blank=True, max_length=100, verbose_name='媒体の番号')),
                ('grade', models.CharField(max_length=40, verbose_name='入っている情報の重さ')),
                ('encrypted', models.BooleanField(default=False, verbose_name='暗号化した')),
                ('way', models.CharField(max_length=100, verbose_name='運び方')),
                ('handed_on', models.DateField(verbose_name='渡した日')),
                ('due_on', models.DateField(verbose_name='返す期限')),
                ('returned_on', models.DateField(null=True, verbose_name='返った日')),
                ('wiped_on', models.DateField(null=True, verbose_name='消去を確かめた日')),
                ('wiped_how', models.CharField(blank=True, max_length=200, verbose_name='消去の確かめ方')),
                ('asset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assets.asset', verbose_name='情報資産')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='suppliers.contract')),
                ('handed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('returned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('wiped_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['-handed_on', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('handed_on'))), name='handover_due_later'), models.CheckConstraint(condition=models.Q(models.Q(('returned_by', None), ('returned_on', None)), models.Q(('returned_by__isnull', False), ('returned_on__gte', models.F('handed_on'))), _connector='OR'), name='handover_returned_whole'), models.CheckConstraint(condition=models.Q(models.Q(('wiped_by', None), ('wiped_on', None)), models.Q(('wiped_by__isnull', False), ('wiped_on__gte', models.F('returned_on')), models.Q(('wiped_by', models.F('handed_by')), _negated=True), models.Q(('wiped_how', ''), _negated=True)), _connector='OR'), name='handover_wiped_by_another')],
            },
        ),
        migrations.CreateModel(
            name='Selection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100, verbose_name='委託する業務')),
                ('grade', models.CharField(max_length=40, verbose_name='扱わせる情報の重さ')),
                ('information', models.CharField(max_length=300, verbose_name='渡す情報')),
                ('begun_at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='選ぶ理由')),
                ('proposed_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision', models.CharField(blank=True, max_length=40, verbose_name='文書番号')),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('chosen', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='chosen_in', to='suppliers.candidate')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organization.unit', verbose_name='委託する所属')),
            ],
            options={
                'ordering': ['-begun_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('chosen', None), ('proposed_at', None), ('proposed_by', None)), models.Q(('chosen__isnull', False), ('proposed_at__isnull', False), ('proposed_by__isnull', False)), _connector='OR'), name='selection_proposed_whole'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None)), models.Q(('chosen__isnull', False), ('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('decided_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='selection_decided_by_another')],
            },
        ),
        migrations.AddField(
            model_name='candidate',
            name='selection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to='suppliers.selection'),
        ),
        migrations.AddField(
            model_name='contract',
            name='selection',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contract', to='suppliers.selection', verbose_name='委託先の選定'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('workers_seen_at', None), ('workers_seen_by', None)), models.Q(('workers_seen_at__isnull', False), ('workers_seen_by__isnull', False)), _connector='OR'), name='contract_workers_seen_whole'),
        ),
        migrations.AddField(
            model_name='worker',
            name='contract',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='workers', to='suppliers.contract'),
        ),
        migrations.AddField(
            model_name='worker',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person', verbose_name='常駐要員'),
        ),
        migrations.AddField(
            model_name='worker',
            name='subcontract',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='workers', to='suppliers.subcontract'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.UniqueConstraint(fields=('selection', 'firm'), name='candidate_once'),
        ),
        migrations.AddConstraint(
            model_name='worker',
            constraint=models.CheckConstraint(condition=models.Q(('until_date', None), ('until_date__gte', models.F('from_date')), _connector='OR'), name='worker_period'),
        ),
        migrations.AddConstraint(
            model_name='worker',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('erased_at', None), models.Q(('name', ''), _negated=True)), models.Q(('erased_at__isnull', False), ('name', ''), ('until_date__isnull', False)), _connector='OR'), name='worker_erased_whole'),
        ),
    ]
