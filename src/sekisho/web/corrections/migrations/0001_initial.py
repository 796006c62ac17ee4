import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organization', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=30, unique=True, verbose_name='番号')),
                ('title', models.CharField(max_length=200, verbose_name='直すこと')),
                ('detail', models.TextField(blank=True, max_length=4000, verbose_name='見つかった事実')),
                ('source', models.CharField(choices=[('audit', '監査の指摘'), ('inspection', '自己点検'), ('incident', 'インシデント'), ('check', '自動の確認の不適合'), ('review', '見直し'), ('other', 'その他')], max_length=12, verbose_name='見つけたもの')),
                ('ref', models.CharField(blank=True, max_length=120)),
                ('grade', models.CharField(max_length=10, verbose_name='重さ')),
                ('due_on', models.DateField(verbose_name='期限')),
                ('action', models.TextField(blank=True, max_length=4000, verbose_name='是正案')),
                ('result', models.TextField(blank=True, max_length=4000, verbose_name='行ったこと')),
                ('own', models.JSONField(blank=True, default=dict)),
                ('opened_at', models.DateTimeField()),
                ('planned_at', models.DateTimeField(blank=True, null=True)),
                ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ('reported_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('agreed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='organization.person', verbose_name='直す人')),
                ('planned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('reported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organization.unit', verbose_name='直す所属')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['due_on', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(models.Q(('ref', ''), _negated=True), ('confirmed_at', None), ('withdrawn_at', None)), fields=('ref',), name='correction_open_once_for_a_finding'), models.CheckConstraint(condition=models.Q(models.Q(('planned_at', None), ('planned_by', None)), models.Q(('planned_at__isnull', False), ('planned_by__isnull', False)), _connector='OR'), name='correction_planned_whole'), models.CheckConstraint(condition=models.Q(models.Q(('agreed_at', None), ('agreed_by', None)), models.Q(('agreed_at__isnull', False), ('agreed_by__isnull', False)), _connector='OR'), name='correction_agreed_whole'), models.CheckConstraint(condition=models.Q(models.Q(('reported_at', None), ('reported_by', None)), models.Q(('reported_at__isnull', False), ('reported_by__isnull', False)), _connector='OR'), name='correction_reported_whole'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='correction_confirmed_whole'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='correction_withdrawn_whole'), models.CheckConstraint(condition=models.Q(('agreed_at', None), models.Q(('owner__isnull', False), ('planned_at__isnull', False), models.Q(('action', ''), _negated=True)), _connector='OR'), name='correction_agreed_has_plan'), models.CheckConstraint(condition=models.Q(('reported_at', None), models.Q(('agreed_at__isnull', False), models.Q(('result', ''), _negated=True)), _connector='OR'), name='correction_reported_after_agreed'), models.CheckConstraint(condition=models.Q(('confirmed_at', None), models.Q(('reported_at__isnull', False), ('withdrawn_at', None)), _connector='OR'), name='correction_confirmed_after_reported'), models.CheckConstraint(condition=models.Q(('confirmed_by', None), models.Q(models.Q(('confirmed_by', models.F('owner')), _negated=True), models.Q(('confirmed_by', models.F('reported_by')), _negated=True)), _connector='OR'), name='correction_confirmed_by_another'), models.CheckConstraint(condition=models.Q(('withdrawn_by', None), ('owner', None), models.Q(('withdrawn_by', models.F('owner')), _negated=True), _connector='OR'), name='correction_withdrawn_by_another')],
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('note', '経過の記録'), ('planned', '是正案の提出'), ('agreed', '是正案への合意'), ('put-off', '期限の変更'), ('reported', '完了の報告'), ('returned', '差戻し'), ('confirmed', '完了の確認'), ('withdrawn', '取下げ'), ('handed-over', '直す人の交代')], max_length=12)),
                ('text', models.TextField(blank=True, max_length=4000)),
                ('at', models.DateTimeField()),
                ('entry', models.BigIntegerField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('correction', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='corrections.correction')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
    ]
