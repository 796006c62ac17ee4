import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('assets', '0001_initial'),
        ('organization', '0002_person_number'),
    ]

    operations = [
        migrations.CreateModel(
            name='Risk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('threat', models.CharField(max_length=60, verbose_name='脅威')),
                ('likelihood', models.PositiveSmallIntegerField(verbose_name='起きやすさ')),
                ('impact', models.PositiveSmallIntegerField(verbose_name='影響')),
                ('why', models.CharField(blank=True, max_length=500, verbose_name='評価の理由')),
                ('judged_at', models.DateTimeField(verbose_name='評価した日')),
                ('asset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='risks', to='assets.asset', verbose_name='情報資産')),
                ('judged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['asset__number', 'threat'],
                'constraints': [models.UniqueConstraint(fields=('asset', 'threat'), name='risk_once'), models.CheckConstraint(condition=models.Q(('impact__gte', 1), ('impact__lte', 4), ('likelihood__gte', 1), ('likelihood__lte', 4)), name='risk_within_scales')],
            },
        ),
        migrations.CreateModel(
            name='Treatment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(max_length=20, verbose_name='対応')),
                ('plan', models.CharField(max_length=1000, verbose_name='行うこと・受け入れる理由')),
                ('until', models.DateField(verbose_name='期限')),
                ('score', models.PositiveSmallIntegerField()),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision', models.CharField(blank=True, max_length=100)),
                ('ended_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('lead', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='risks.treatment')),
                ('risk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='treatments', to='risks.risk')),
            ],
            options={
                'ordering': ['-asked_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='treatment_decided_by_another'), models.CheckConstraint(condition=models.Q(('plan', ''), _negated=True), name='treatment_has_a_plan'), models.UniqueConstraint(condition=models.Q(('decided_at', None), ('ended_at', None)), fields=('risk',), name='treatment_asked_once'), models.UniqueConstraint(condition=models.Q(('decided_at__isnull', False), ('ended_at', None)), fields=('risk',), name='treatment_one_in_force')],
            },
        ),
    ]
