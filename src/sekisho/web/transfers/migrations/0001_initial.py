import django.db.models.deletion
import secrets
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organization', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('rows', models.PositiveIntegerField()),
                ('rows_sha256', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Crossing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=64, unique=True, verbose_name='受付番号')),
                ('way', models.CharField(choices=[('mail', 'メール'), ('file', 'ファイル')], max_length=10)),
                ('direction', models.CharField(choices=[('in', '外から内へ'), ('out', '内から外へ')], max_length=5, verbose_name='向き')),
                ('at', models.DateTimeField(verbose_name='受付日時')),
                ('sender', models.CharField(blank=True, max_length=400, verbose_name='差出人')),
                ('subject', models.CharField(blank=True, max_length=500, verbose_name='件名')),
                ('outcome', models.CharField(choices=[('delivered', '無害化して渡した'), ('text-only', '文字だけを渡した'), ('held', '保留'), ('rejected', '受取り不可')], max_length=10, verbose_name='結果')),
                ('sha256_in', models.CharField(blank=True, max_length=64)),
                ('sha256_out', models.CharField(blank=True, max_length=64)),
                ('report', models.JSONField(default=dict)),
                ('size', models.PositiveBigIntegerField(null=True)),
                ('record_sha256', models.CharField(max_length=64)),
                ('taken_state', models.CharField(choices=[('done', '済み'), ('held', '人の判断待ち'), ('sending', '送り直し中'), ('closed', '渡さずに終了')], max_length=10)),
                ('state', models.CharField(choices=[('done', '済み'), ('held', '人の判断待ち'), ('sending', '送り直し中'), ('closed', '渡さずに終了')], max_length=10, verbose_name='状態')),
                ('held_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('close_reason', models.CharField(blank=True, max_length=300, verbose_name='理由')),
                ('salt', models.CharField(default=secrets.token_hex, editable=False, max_length=64)),
                ('words_sha256', models.CharField(max_length=64)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='crossings', to='transfers.batch')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('sender_person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['-at', '-id'], name='crossing_newest'), models.Index(fields=['state', 'at'], name='crossing_state'), models.Index(fields=['sha256_in'], name='crossing_sha256_in')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('state', 'closed')), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at', None), ('closed_by', None)), _connector='OR'), name='crossing_closed_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Recipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(blank=True, max_length=400)),
                ('fate', models.CharField(choices=[('waiting', '配達待ち'), ('offered', '届いたか不明'), ('delivered', '届いた'), ('refused', '相手のサーバが拒否'), ('doubt', '届いたか不明')], max_length=10)),
                ('crossing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recipients', to='transfers.crossing')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('address', ''), _negated=True), fields=('crossing', 'address'), name='crossing_recipient_once')],
            },
        ),
    ]
