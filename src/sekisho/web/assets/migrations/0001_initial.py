import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organization', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChosenScheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('aspect', models.CharField(max_length=20, unique=True)),
                ('scheme', models.CharField(max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='Zone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40, unique=True)),
                ('label', models.CharField(max_length=100, verbose_name='名称')),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Asset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='管理番号')),
                ('kind', models.CharField(max_length=40, verbose_name='種別')),
                ('sort', models.CharField(max_length=40, verbose_name='種類')),
                ('name', models.CharField(max_length=200, verbose_name='名称')),
                ('area', models.CharField(blank=True, max_length=60, verbose_name='置き場所（管理区域）')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='置き場所の詳細')),
                ('confidentiality', models.CharField(blank=True, max_length=40, verbose_name='機密性')),
                ('integrity', models.CharField(blank=True, max_length=40, verbose_name='完全性')),
                ('availability', models.CharField(blank=True, max_length=40, verbose_name='可用性')),
                ('personal_number', models.CharField(choices=[('none', 'なし'), ('use', '利用事務'), ('relation', '関係事務')], default='none', max_length=10, verbose_name='個人番号の事務')),
                ('subjects', models.PositiveIntegerField(blank=True, null=True, verbose_name='本人の数')),
                ('retention', models.CharField(blank=True, max_length=60, verbose_name='保存期間')),
                ('retained_until', models.DateField(blank=True, null=True, verbose_name='保存期間の満了日')),
                ('copies', models.CharField(blank=True, max_length=300, verbose_name='複製のある場所')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='備考')),
                ('own', models.JSONField(blank=True, default=dict)),
                ('covered', models.BooleanField(default=True, verbose_name='適用範囲に含める')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='範囲外とする理由')),
                ('confirmed_at', models.DateTimeField(verbose_name='確認日')),
                ('search', models.TextField(default='', editable=False)),
                ('confirmed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person', verbose_name='確認者')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='organization.post', verbose_name='管理者の職')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organization.unit', verbose_name='管理する所属')),
                ('zone', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='assets.zone', verbose_name='領域')),
            ],
            options={
                'ordering': ['number'],
                'indexes': [models.Index(fields=['kind'], name='asset_kind'), models.Index(fields=['confidentiality'], name='asset_confidentiality')],
                'constraints': [models.CheckConstraint(condition=models.Q(('covered', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='asset_exclusion_has_reason'), models.CheckConstraint(condition=models.Q(('number', ''), _negated=True), name='asset_has_a_number')],
            },
        ),
        migrations.CreateModel(
            name='Relation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='関係の番号')),
                ('kind', models.CharField(choices=[('uses', '使う'), ('holds', '保存する'), ('describes', '記述する'), ('copies', '写しを持つ')], max_length=10, verbose_name='関係')),
                ('own', models.JSONField(blank=True, default=dict)),
                ('lower', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='above', to='assets.asset')),
                ('upper', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='below', to='assets.asset')),
            ],
            options={
                'ordering': ['upper__number', 'lower__number', 'id'],
                'constraints': [models.UniqueConstraint(fields=('upper', 'lower'), name='relation_once'), models.CheckConstraint(condition=models.Q(('upper', models.F('lower')), _negated=True), name='relation_of_two')],
            },
        ),
    ]
