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
            name='InformationSystem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('listed_at', models.DateTimeField(blank=True, null=True)),
                ('patched_on', models.DateField(blank=True, null=True, verbose_name='最後の更新日')),
                ('support_until', models.DateField(blank=True, null=True, verbose_name='サポートの終了日')),
                ('backup_days', models.PositiveSmallIntegerField(default=1, verbose_name='バックアップの間隔（日）')),
                ('token_sha256', models.CharField(blank=True, max_length=64)),
                ('own', models.JSONField(blank=True, default=dict)),
                ('recorded_at', models.DateTimeField()),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='廃止日')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organization.unit', verbose_name='管理する所属')),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='assets.zone', verbose_name='領域')),
            ],
            options={
                'ordering': ['name', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('retired_on', None)), fields=('name',), name='system_name_once'), models.UniqueConstraint(condition=models.Q(('token_sha256', ''), _negated=True), fields=('token_sha256',), name='system_token_once')],
            },
        ),
        migrations.CreateModel(
            name='Directory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('ad', 'Active Directory'), ('openldap', 'OpenLDAP')], max_length=10, verbose_name='種類')),
                ('url', models.CharField(max_length=200, verbose_name='アドレス')),
                ('authority', models.TextField(blank=True, verbose_name='認証局の証明書（PEM）')),
                ('base', models.CharField(max_length=300, verbose_name='探す位置（DN）')),
                ('condition', models.CharField(max_length=300, verbose_name='条件')),
                ('user', models.CharField(max_length=300, verbose_name='読取り用の利用者（DN）')),
                ('secret', models.BinaryField()),
                ('privileged_groups', models.TextField(blank=True, verbose_name='特権のグループ（DN、1行に1つ）')),
                ('failed_at', models.DateTimeField(blank=True, null=True)),
                ('failure', models.CharField(blank=True, max_length=300)),
                ('system', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='directory', to='systems.informationsystem')),
            ],
        ),
        migrations.CreateModel(
            name='BackupRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('finished_at', models.DateTimeField(verbose_name='終わった日時')),
                ('succeeded', models.BooleanField(verbose_name='成功')),
                ('size', models.BigIntegerField(default=0, verbose_name='大きさ（バイト）')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='備考')),
                ('source', models.CharField(max_length=10)),
                ('system', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='backups', to='systems.informationsystem')),
            ],
            options={
                'ordering': ['-finished_at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('system', 'finished_at'), name='system_backup_once')],
            },
        ),
        migrations.CreateModel(
            name='RestoreDrill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField(verbose_name='行った日')),
                ('succeeded', models.BooleanField(verbose_name='成功')),
                ('note', models.CharField(max_length=500, verbose_name='戻したもの・確かめたこと')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('system', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drills', to='systems.informationsystem')),
            ],
            options={
                'ordering': ['-held_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='SystemAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('login', models.CharField(max_length=200, verbose_name='利用者ID')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='名前')),
                ('email', models.CharField(blank=True, max_length=254, verbose_name='メールアドレス')),
                ('kind', models.CharField(choices=[('personal', '個人'), ('shared', '共用'), ('service', '業務処理用')], default='personal', max_length=10, verbose_name='種別')),
                ('enabled', models.BooleanField(default=True, verbose_name='有効')),
                ('privileged', models.BooleanField(default=False, verbose_name='特権')),
                ('last_used', models.DateField(blank=True, null=True, verbose_name='最終利用日')),
                ('first_seen_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('gone_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('keeper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='system_accounts', to='organization.person')),
                ('system', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='accounts', to='systems.informationsystem')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='organization.unit')),
            ],
            options={
                'ordering': ['system', 'login'],
                'constraints': [models.UniqueConstraint(fields=('system', 'login'), name='system_account_once')],
            },
        ),
        migrations.CreateModel(
            name='Weakness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='内容')),
                ('reference', models.CharField(blank=True, max_length=100, verbose_name='番号（JVN、CVEなど）')),
                ('grade', models.CharField(max_length=10, verbose_name='重さ')),
                ('found_on', models.DateField(verbose_name='知った日')),
                ('due_on', models.DateField(verbose_name='期限')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='対応した日')),
                ('remedy', models.CharField(blank=True, max_length=500, verbose_name='対応')),
                ('system', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='weaknesses', to='systems.informationsystem')),
            ],
            options={
                'ordering': ['due_on', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('closed_on', None), models.Q(('remedy', ''), _negated=True), _connector='OR'), name='weakness_closed_says_how')],
            },
        ),
    ]
