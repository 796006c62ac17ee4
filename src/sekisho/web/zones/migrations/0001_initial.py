import django.db.models.deletion
import secrets
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('assets', '0001_initial'),
        ('organization', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChosenModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name='Gateway',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('salt', models.CharField(default=secrets.token_hex, editable=False, max_length=64)),
                ('label', models.CharField(max_length=100, verbose_name='名称')),
                ('kind', models.CharField(choices=[('sanitising', '無害化'), ('screen', '画面転送'), ('other', 'その他の中継')], max_length=20, verbose_name='種類')),
                ('addresses', models.JSONField(default=list)),
                ('closed_at', models.DateTimeField(null=True)),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='assets.zone', verbose_name='領域')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('label',), name='gateway_label_once')],
            },
        ),
        migrations.CreateModel(
            name='NetworkDevice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('salt', models.CharField(default=secrets.token_hex, editable=False, max_length=64)),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('host', models.CharField(blank=True, max_length=100, verbose_name='設定の中のホスト名')),
                ('vendor', models.CharField(blank=True, max_length=20, verbose_name='機種')),
                ('connects', models.JSONField(default=dict)),
                ('compiled', models.BooleanField(default=False, verbose_name='関所が作った規則で動かしている')),
                ('drop', models.SlugField(blank=True, max_length=60, verbose_name='自動で取り込むファイルの名前')),
                ('retired_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['name', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('name',), name='network_device_name_once'), models.UniqueConstraint(condition=models.Q(('retired_at', None), models.Q(('drop', ''), _negated=True)), fields=('drop',), name='network_device_drop_once')],
            },
        ),
        migrations.CreateModel(
            name='Configuration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('salt', models.CharField(default=secrets.token_hex, editable=False, max_length=64)),
                ('name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('lines', models.PositiveIntegerField()),
                ('vendor', models.CharField(max_length=20)),
                ('kept', models.BinaryField()),
                ('source', models.CharField(choices=[('upload', '人が取り込んだ'), ('drop', '自動で取り込んだ')], max_length=10)),
                ('taken_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='configurations', to='zones.networkdevice')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='PermittedFlow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('salt', models.CharField(default=secrets.token_hex, editable=False, max_length=64)),
                ('sources', models.JSONField(default=list)),
                ('destinations', models.JSONField(default=list)),
                ('protocol', models.CharField(choices=[('tcp', 'TCP'), ('udp', 'UDP'), ('icmp', 'ICMP'), ('icmpv6', 'ICMPv6')], max_length=10, verbose_name='プロトコル')),
                ('ports', models.JSONField(default=list)),
                ('purpose', models.CharField(max_length=300, verbose_name='目的')),
                ('starts', models.DateField(verbose_name='開始日')),
                ('until', models.DateField(null=True, verbose_name='終了日')),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision', models.CharField(blank=True, max_length=40, verbose_name='文書番号')),
                ('ended_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('destination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assets.zone', verbose_name='通信先の領域')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assets.zone', verbose_name='通信元の領域')),
                ('through', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='flows', to='zones.gateway', verbose_name='経由')),
            ],
            options={
                'ordering': ['source__position', 'destination__position', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('source', models.F('destination')), _negated=True), name='flow_crosses'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('starts')), _connector='OR'), name='flow_period'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='flow_decided_by_another')],
            },
        ),
        migrations.CreateModel(
            name='Proof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('verdict', models.CharField(choices=[('proven', 'proven'), ('violated', 'violated'), ('undecided', 'undecided')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=20)),
                ('policy', models.TextField()),
                ('policy_sha256', models.CharField(max_length=64)),
                ('beside', models.JSONField(default=list)),
                ('figures', models.JSONField(default=dict)),
                ('pairs', models.JSONField(default=list)),
                ('detail', models.BinaryField()),
                ('detail_sha256', models.CharField(max_length=64)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('configuration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='zones.configuration')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ZoneNetwork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('salt', models.CharField(default=secrets.token_hex, editable=False, max_length=64)),
                ('prefixes', models.JSONField(default=list)),
                ('interfaces', models.JSONField(default=list)),
                ('zone', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='network', to='assets.zone')),
            ],
            options={
                'ordering': ['zone__position', 'zone_id'],
            },
        ),
    ]
