import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organization', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Firm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='名称')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='所在地')),
                ('contact', models.CharField(blank=True, max_length=100, verbose_name='窓口の部署・職')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='窓口のメールアドレス')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='窓口の電話番号')),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Contract',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='契約番号')),
                ('title', models.CharField(max_length=100, verbose_name='委託する業務')),
                ('grade', models.CharField(max_length=40, verbose_name='扱わせる情報の重さ')),
                ('starts', models.DateField(verbose_name='開始日')),
                ('ends', models.DateField(verbose_name='終了日')),
                ('report_hours', models.PositiveSmallIntegerField(null=True, verbose_name='事故を知らせるまでの時間')),
                ('report_to', models.CharField(blank=True, max_length=100, verbose_name='事故の連絡先')),
                ('clauses', models.JSONField(default=dict, verbose_name='契約の条項')),
                ('own', models.JSONField(blank=True, default=dict)),
                ('manager', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person', verbose_name='責任者')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organization.unit', verbose_name='委託する所属')),
                ('firm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contracts', to='suppliers.firm', verbose_name='委託先')),
            ],
            options={
                'ordering': ['ends', 'number', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__gte', models.F('starts'))), name='contract_period')],
            },
        ),
        migrations.CreateModel(
            name='Subcontract',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('task', models.CharField(max_length=200, verbose_name='再委託する業務')),
                ('place', models.CharField(max_length=200, verbose_name='作業する場所')),
                ('grade', models.CharField(max_length=40, verbose_name='扱わせる情報の重さ')),
                ('measures', models.CharField(max_length=500, verbose_name='事業者の情報セキュリティ対策')),
                ('starts', models.DateField(verbose_name='作業を始める日')),
                ('ended_on', models.DateField(null=True, verbose_name='作業を終えた日')),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision', models.CharField(blank=True, max_length=40, verbose_name='文書番号')),
                ('refused_at', models.DateTimeField(null=True)),
                ('copy_seen_at', models.DateTimeField(null=True)),
                ('above', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='below', to='suppliers.subcontract')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='subcontracts', to='suppliers.contract')),
                ('copy_seen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('firm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='suppliers.firm', verbose_name='事業者')),
            ],
            options={
                'ordering': ['contract', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('refused_at', None)), _connector='OR'), name='subcontract_decided_whole'), models.CheckConstraint(condition=models.Q(models.Q(('copy_seen_at', None), ('copy_seen_by', None)), models.Q(('copy_seen_at__isnull', False), ('copy_seen_by__isnull', False)), _connector='OR'), name='subcontract_copy_whole'), models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='subcontract_decided_by_another')],
            },
        ),
        migrations.CreateModel(
            name='Ending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ended_on', models.DateField(verbose_name='業務を終えた日')),
                ('returned', models.CharField(max_length=300, verbose_name='返却されたもの')),
                ('accounts_closed', models.BooleanField(verbose_name='アカウントと回線を閉じた')),
                ('recorded_at', models.DateTimeField()),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('certificate', models.PositiveBigIntegerField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('contract', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='ending', to='suppliers.contract')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['-ended_on', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('certificate', None), ('sha256', '')), models.Q(('certificate__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='ending_certificate_whole'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('accounts_closed', True), ('confirmed_at__isnull', False), ('confirmed_by__isnull', False), models.Q(('confirmed_by', models.F('recorded_by')), _negated=True)), _connector='OR'), name='ending_confirmed_by_another')],
            },
        ),
    ]
