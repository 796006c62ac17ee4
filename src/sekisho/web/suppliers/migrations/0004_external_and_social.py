import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organization', '0002_person_number'),
        ('suppliers', '0003_portal'),
    ]

    operations = [
        migrations.CreateModel(
            name='SocialAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('service', models.CharField(max_length=60, verbose_name='サービス')),
                ('handle', models.CharField(max_length=60, verbose_name='アカウント名')),
                ('url', models.URLField(max_length=300, verbose_name='アカウントのURL')),
                ('procedure', models.CharField(blank=True, max_length=200, verbose_name='運用手順')),
                ('publishable', models.CharField(blank=True, max_length=500, verbose_name='発信してよい情報')),
                ('official_url', models.URLField(blank=True, max_length=300, verbose_name='公式サイトでの表示')),
                ('second_factor', models.BooleanField(default=False, verbose_name='多要素認証')),
                ('shared_password', models.BooleanField(default=False, verbose_name='パスワードの共有')),
                ('guarded_at', models.DateTimeField(null=True)),
                ('watched_at', models.DateTimeField(null=True)),
                ('closed_on', models.DateField(null=True, verbose_name='閉じた日')),
                ('closed_how', models.CharField(blank=True, max_length=200, verbose_name='閉じたことの確かめ方')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('guarded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('responsible', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person', verbose_name='責任者')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organization.unit', verbose_name='運用する所属')),
                ('watched_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['service', 'handle', 'id'],
                'constraints': [models.UniqueConstraint(fields=('service', 'handle'), name='social_account_once'), models.CheckConstraint(condition=models.Q(models.Q(('guarded_at', None), ('guarded_by', None)), models.Q(('guarded_at__isnull', False), ('guarded_by__isnull', False)), _connector='OR'), name='social_guarded_whole'), models.CheckConstraint(condition=models.Q(models.Q(('watched_at', None), ('watched_by', None)), models.Q(('watched_at__isnull', False), ('watched_by__isnull', False)), _connector='OR'), name='social_watched_whole'), models.CheckConstraint(condition=models.Q(models.Q(('closed_by', None), ('closed_how', ''), ('closed_on', None)), models.Q(('closed_by__isnull', False), ('closed_on__isnull', False), models.Q(('closed_how', ''), _negated=True)), _connector='OR'), name='social_closed_whole')],
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='発信した日時')),
                ('words', models.CharField(max_length=500, verbose_name='内容')),
                ('mark', models.CharField(max_length=64, unique=True)),
                ('approver', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person', verbose_name='承認した人')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='suppliers.socialaccount')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('approver', None), ('author', None), models.Q(('approver', models.F('author')), _negated=True), _connector='OR'), name='posting_approved_by_another')],
            },
        ),
        migrations.CreateModel(
            name='Lookalike',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handle', models.CharField(max_length=60, verbose_name='なりすましのアカウント名')),
                ('found_on', models.DateField(verbose_name='見つけた日')),
                ('settled_on', models.DateField(null=True, verbose_name='対応を終えた日')),
                ('outcome', models.CharField(blank=True, max_length=300, verbose_name='対応')),
                ('found_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lookalikes', to='suppliers.socialaccount')),
            ],
            options={
                'ordering': ['-found_on', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('settled_by', None), ('settled_on', None)), models.Q(('settled_by__isnull', False), ('settled_on__gte', models.F('found_on')), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='lookalike_settled_whole')],
            },
        ),
        migrations.CreateModel(
            name='SocialOperator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_date', models.DateField(verbose_name='開始日')),
                ('until_date', models.DateField(null=True, verbose_name='終了日')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='operators', to='suppliers.socialaccount')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person', verbose_name='運用担当')),
            ],
            options={
                'ordering': ['account', 'from_date', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until_date', None)), fields=('account', 'person'), name='social_operator_once')],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='サービスの名称')),
                ('provider', models.CharField(max_length=100, verbose_name='提供者')),
                ('hosts', models.JSONField(default=list, verbose_name='アドレス')),
                ('grade', models.CharField(max_length=40, verbose_name='扱ってよい情報の重さ')),
                ('information', models.CharField(max_length=300, verbose_name='扱ってよい情報')),
                ('region', models.CharField(max_length=100, verbose_name='情報の置き場所')),
                ('law', models.CharField(max_length=100, verbose_name='適用される法律と裁判所')),
                ('answers', models.JSONField(default=dict)),
                ('assessed_at', models.DateTimeField(null=True)),
                ('ended_on', models.DateField(null=True, verbose_name='利用を終えた日')),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('certificate', models.PositiveBigIntegerField(null=True)),
                ('erased_at', models.DateTimeField(null=True)),
                ('administrator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person', verbose_name='サービス管理者')),
                ('assessed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('erased_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organization.unit', verbose_name='利用する所属')),
            ],
            options={
                'ordering': ['name', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('assessed_at', None), ('assessed_by', None)), models.Q(('assessed_at__isnull', False), ('assessed_by__isnull', False)), _connector='OR'), name='service_assessed_whole'), models.CheckConstraint(condition=models.Q(models.Q(('certificate', None), ('ended_by', None), ('ended_on', None), ('sha256', '')), models.Q(('certificate__isnull', False), ('ended_by__isnull', False), ('ended_on__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='service_ended_whole'), models.CheckConstraint(condition=models.Q(models.Q(('erased_at', None), ('erased_by', None)), models.Q(('ended_by__isnull', False), ('erased_at__isnull', False), ('erased_by__isnull', False), models.Q(('erased_by', models.F('ended_by')), _negated=True)), _connector='OR'), name='service_erasure_seen_by_another')],
            },
        ),
    ]
