import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organization', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DecisionSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True)),
                ('last', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('subject', models.CharField(max_length=100)),
                ('title', models.CharField(max_length=200, verbose_name='件名')),
                ('url', models.CharField(blank=True, max_length=300)),
                ('reason', models.TextField(blank=True, verbose_name='起案理由')),
                ('submitted_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', '決裁待ち'), ('approved', '決裁済み'), ('returned', '差戻し'), ('withdrawn', '取下げ')], default='waiting', max_length=10)),
                ('stage', models.PositiveSmallIntegerField(default=0)),
                ('decided_at', models.DateTimeField(null=True)),
                ('comment', models.TextField(blank=True, verbose_name='意見')),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('year', models.PositiveSmallIntegerField(null=True, verbose_name='年度')),
                ('number', models.PositiveIntegerField(null=True, verbose_name='文書番号')),
                ('applicant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='organization.person')),
                ('behind', models.ManyToManyField(related_name='+', to='organization.person')),
                ('decider', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='organization.person')),
                ('prepared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('revises', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='approvals.application')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit')),
            ],
            options={
                'ordering': ['submitted_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('decider', None), models.Q(models.Q(('decider', models.F('applicant')), _negated=True), models.Q(('decider', models.F('prepared_by')), _negated=True)), _connector='OR'), name='application_decided_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decider', None), ('state', 'waiting'), ('withdrawn_at', None)), models.Q(('decided_at', None), ('decider', None), ('state', 'withdrawn'), ('withdrawn_at__isnull', False)), models.Q(('decided_at__isnull', False), ('decider__isnull', False), ('state__in', ['approved', 'returned']), ('withdrawn_at', None)), _connector='OR'), name='application_decision_whole'), models.CheckConstraint(condition=models.Q(models.Q(('number__isnull', False), ('state', 'approved'), ('year__isnull', False)), models.Q(models.Q(('state', 'approved'), _negated=True), ('number', None), ('year', None)), _connector='OR'), name='application_numbered_when_approved'), models.UniqueConstraint(fields=('year', 'number'), name='application_number_once'), models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('kind', 'subject'), name='application_waits_once')],
            },
        ),
        migrations.CreateModel(
            name='BodyRoute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('stages', models.JSONField()),
                ('proposed_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['kind', '-decided_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Permit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('scope', models.JSONField(default=dict)),
                ('subject_words', models.CharField(blank=True, max_length=300)),
                ('starts', models.DateField(verbose_name='開始日')),
                ('ends', models.DateField(verbose_name='終了日')),
                ('decision', models.CharField(max_length=40, verbose_name='文書番号')),
                ('decided_at', models.DateTimeField()),
                ('conditions', models.TextField(blank=True, verbose_name='条件')),
                ('needs_return', models.BooleanField(default=False)),
                ('returned_at', models.DateTimeField(null=True)),
                ('needs_wipe', models.BooleanField(default=False)),
                ('wiped_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_reason', models.CharField(blank=True, max_length=300)),
                ('lapse_sealed', models.BooleanField(default=False)),
                ('salt', models.CharField(max_length=64)),
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='permit', to='approvals.application')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='permits', to='organization.person')),
                ('returned_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit')),
                ('wiped_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['ends', 'id'],
                'indexes': [models.Index(fields=['kind', 'ends'], name='permit_kind_ends')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__gte', models.F('starts'))), name='permit_has_an_end'), models.CheckConstraint(condition=models.Q(('decided_by', models.F('holder')), _negated=True), name='permit_decided_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('returned_at', None), ('returned_to', None)), models.Q(('returned_at__isnull', False), models.Q(('returned_to', None), _negated=True), models.Q(('returned_to', models.F('holder')), _negated=True)), _connector='OR'), name='permit_returned_to_another'), models.CheckConstraint(condition=models.Q(models.Q(('wiped_at', None), ('wiped_by', None)), models.Q(('wiped_at__isnull', False), models.Q(('wiped_by', None), _negated=True), models.Q(('wiped_by', models.F('holder')), _negated=True)), _connector='OR'), name='permit_wipe_seen_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='permit_ended_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='PermitRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('subjects', models.JSONField(default=list)),
                ('subject_words', models.CharField(blank=True, max_length=300)),
                ('answers', models.JSONField(default=dict)),
                ('starts', models.DateField(verbose_name='開始日')),
                ('ends', models.DateField(verbose_name='終了日')),
                ('application', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='permit_request', to='approvals.application')),
                ('extends', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.permit')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__gte', models.F('starts'))), name='permit_request_period')],
            },
        ),
        migrations.CreateModel(
            name='PermitSubject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(db_index=True, max_length=100)),
                ('permit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subjects', to='approvals.permit')),
            ],
            options={
                'ordering': ['permit_id', 'id'],
                'constraints': [models.UniqueConstraint(fields=('permit', 'subject'), name='permit_subject_once')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('submitted', '起案'), ('agreed', '回議・合議'), ('approved', '決裁'), ('returned', '差戻し'), ('withdrawn', '取下げ')], max_length=10)),
                ('stage', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('comment', models.TextField(blank=True)),
                ('standing_in', models.BooleanField(default=False)),
                ('seen_at', models.DateTimeField(null=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='approvals.application')),
                ('instead_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('standing_in', True), ('instead_of', None), _connector='OR'), name='step_stands_in_for_another'), models.CheckConstraint(condition=models.Q(('instead_of', None), models.Q(('instead_of', models.F('person')), _negated=True), _connector='OR'), name='step_not_in_own_stead'), models.CheckConstraint(condition=models.Q(('seen_at', None), ('instead_of__isnull', False), _connector='OR'), name='step_seen_by_who_was_away')],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.PositiveSmallIntegerField()),
                ('place', models.PositiveSmallIntegerField()),
                ('act', models.CharField(max_length=10)),
                ('need', models.CharField(max_length=3)),
                ('head', models.BooleanField(default=False)),
                ('role', models.CharField(blank=True, max_length=60)),
                ('permission', models.CharField(blank=True, max_length=60)),
                ('post', models.CharField(blank=True, max_length=100)),
                ('reading', models.CharField(blank=True, max_length=60)),
                ('stand_ins', models.JSONField(default=list)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='approvals.application')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit')),
                ('filled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='approvals.step')),
            ],
            options={
                'ordering': ['application_id', 'stage', 'place'],
                'constraints': [models.UniqueConstraint(fields=('application', 'stage', 'place'), name='seat_once'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('role', ''), _negated=True), ('permission', ''), ('post', '')), models.Q(('post', ''), ('role', ''), ('unit', None), models.Q(('permission', ''), _negated=True)), models.Q(('permission', ''), ('role', ''), ('unit', None), models.Q(('post', ''), _negated=True)), _connector='OR'), name='seat_named_one_way')],
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_date', models.DateField(verbose_name='不在の初日')),
                ('until_date', models.DateField(verbose_name='不在の最終日')),
                ('recorded_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['-from_date', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_date__gte', models.F('from_date'))), name='absence_period')],
            },
        ),
    ]
