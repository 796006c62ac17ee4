import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audits', '0001_initial'),
        ('organization', '0002_person_number'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mid-term', '中期計画'), ('yearly', '年度計画'), ('special', '特命監査')], max_length=10, verbose_name='種別')),
                ('title', models.CharField(max_length=100, verbose_name='件名')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('until_year', models.PositiveSmallIntegerField(verbose_name='終わりの年度')),
                ('purpose', models.TextField(max_length=4000, verbose_name='目的と重点')),
                ('units', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['-year', 'kind', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_year__gte', models.F('year'))), name='audit_plan_period'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), models.Q(('approved_by', models.F('made_by')), _negated=True)), _connector='OR'), name='audit_plan_approved_by_another')],
            },
        ),
        migrations.CreateModel(
            name='Audit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100, verbose_name='件名')),
                ('purpose', models.TextField(max_length=2000, verbose_name='目的')),
                ('from_date', models.DateField(verbose_name='始まりの日')),
                ('until_date', models.DateField(verbose_name='終わりの日')),
                ('planned_at', models.DateTimeField()),
                ('opinion', models.TextField(blank=True, max_length=4000, verbose_name='総評')),
                ('reported_at', models.DateTimeField(blank=True, null=True)),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('reported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organization.unit', verbose_name='監査を受ける所属')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='audits', to='audits.auditplan')),
            ],
            options={
                'ordering': ['-from_date', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_date__gte', models.F('from_date'))), name='audit_period'), models.CheckConstraint(condition=models.Q(models.Q(('reported_at', None), ('reported_by', None)), models.Q(('reported_at__isnull', False), ('reported_by__isnull', False), models.Q(('opinion', ''), _negated=True)), _connector='OR'), name='audit_reported_whole')],
            },
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('control', models.CharField(max_length=80)),
                ('required', models.BooleanField()),
                ('text', models.TextField()),
                ('documents', models.TextField(blank=True)),
                ('how', models.TextField(blank=True)),
                ('result', models.CharField(blank=True, choices=[('conforms', '適合'), ('partly', '一部不適合'), ('fails', '不適合'), ('none', '対象外')], max_length=10, verbose_name='判定')),
                ('seen', models.TextField(blank=True, max_length=4000, verbose_name='確かめたこと')),
                ('entries', models.JSONField(default=list)),
                ('judged_at', models.DateTimeField(blank=True, null=True)),
                ('audit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='audits.audit')),
                ('judged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('audit', 'control'), name='audit_item_once'), models.CheckConstraint(condition=models.Q(models.Q(('judged_at', None), ('judged_by', None), ('result', '')), models.Q(models.Q(('result', ''), _negated=True), models.Q(('seen', ''), _negated=True), ('judged_at__isnull', False), ('judged_by__isnull', False)), _connector='OR'), name='audit_item_judged_whole')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='指摘')),
                ('detail', models.TextField(max_length=4000, verbose_name='事実と根拠')),
                ('grade', models.CharField(max_length=10, verbose_name='重さ')),
                ('advice', models.TextField(blank=True, max_length=4000, verbose_name='改善の勧告')),
                ('action', models.TextField(blank=True, max_length=4000, verbose_name='合意した是正案')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='期限')),
                ('noted_at', models.DateTimeField()),
                ('audit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='audits.audit')),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person', verbose_name='直す人')),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='audits.item')),
            ],
            options={
                'ordering': ['noted_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('owner', None), models.Q(('owner', models.F('noted_by')), _negated=True), _connector='OR'), name='audit_finding_owned_by_another')],
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lead', models.BooleanField(default=False, verbose_name='主任')),
                ('external', models.BooleanField(default=False, verbose_name='外部の監査人')),
                ('until_date', models.DateField(blank=True, null=True, verbose_name='閲覧の期限')),
                ('audit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='audits.audit')),
                ('audited_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit')),
                ('own_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='audit_memberships', to='organization.person')),
            ],
            options={
                'ordering': ['-lead', 'id'],
                'constraints': [models.UniqueConstraint(fields=('audit', 'person'), name='audit_member_once'), models.CheckConstraint(condition=models.Q(('external', True), models.Q(('own_unit', models.F('audited_unit')), _negated=True), _connector='OR'), name='audit_member_independent'), models.CheckConstraint(condition=models.Q(('external', False), ('until_date__isnull', False), _connector='OR'), name='audit_member_external_ends')],
            },
        ),
        migrations.CreateModel(
            name='Sample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('population', models.CharField(max_length=200, verbose_name='母集団')),
                ('lines', models.TextField()),
                ('population_sha256', models.CharField(max_length=64)),
                ('population_size', models.PositiveIntegerField()),
                ('seed', models.CharField(max_length=64, verbose_name='乱数の種')),
                ('size', models.PositiveSmallIntegerField(verbose_name='件数')),
                ('picks', models.JSONField()),
                ('drawn_at', models.DateTimeField()),
                ('drawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='samples', to='audits.item')),
            ],
            options={
                'ordering': ['drawn_at', 'id'],
            },
        ),
    ]
