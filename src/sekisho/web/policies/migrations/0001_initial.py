import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organization', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('basic', '基本方針'), ('standard', '対策基準'), ('procedure', '実施手順')], max_length=10, verbose_name='種類')),
                ('title', models.CharField(max_length=300, verbose_name='題名')),
                ('pledges_chosen', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['kind', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'basic')), fields=('kind',), name='document_one_basic_policy'), models.CheckConstraint(condition=models.Q(('pledges_chosen', False), ('kind', 'standard'), _connector='OR'), name='document_pledges_chosen_for_standards')],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='版')),
                ('state', models.CharField(choices=[('draft', '案'), ('submitted', '決裁待ち'), ('approved', '決裁済み'), ('published', '施行中'), ('superseded', '旧版')], default='draft', max_length=12)),
                ('title', models.CharField(max_length=300)),
                ('notice_number', models.CharField(blank=True, max_length=100, verbose_name='公告等の番号')),
                ('promulgated_on', models.DateField(blank=True, null=True, verbose_name='公布日')),
                ('effective_on', models.DateField(blank=True, null=True, verbose_name='施行日')),
                ('issuer', models.CharField(blank=True, max_length=100, verbose_name='所管')),
                ('source_name', models.CharField(max_length=255)),
                ('source_sha256', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField()),
                ('topics_confirmed_at', models.DateTimeField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('pledges_from', models.PositiveIntegerField(null=True)),
                ('tree', models.JSONField()),
                ('source', models.BinaryField()),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='policies.document')),
                ('topics_confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['document_id', '-number'],
                'constraints': [models.UniqueConstraint(fields=('document', 'number'), name='edition_number_once'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('document',), name='edition_one_in_force'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['published', 'superseded']), _negated=True), ('published_at__isnull', False), _connector='OR'), name='edition_published_when'), models.CheckConstraint(condition=models.Q(models.Q(('topics_confirmed_at', None), ('topics_confirmed_by', None)), models.Q(('topics_confirmed_at__isnull', False), ('topics_confirmed_by__isnull', False)), _connector='OR'), name='edition_topics_confirmed_whole')],
            },
        ),
        migrations.CreateModel(
            name='Clause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('depth', models.PositiveSmallIntegerField()),
                ('clause_id', models.CharField(max_length=250)),
                ('label', models.TextField(blank=True)),
                ('heading', models.TextField(blank=True)),
                ('text', models.TextField(blank=True)),
                ('demands', models.BooleanField()),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clauses', to='policies.edition')),
            ],
            options={
                'ordering': ['edition_id', 'position'],
                'constraints': [models.UniqueConstraint(fields=('edition', 'position'), name='clause_position_once'), models.UniqueConstraint(fields=('edition', 'clause_id'), name='clause_id_once')],
            },
        ),
        migrations.CreateModel(
            name='Pledge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changed', models.JSONField(default=list)),
                ('asked_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('way', models.CharField(blank=True, choices=[('self', '本人の画面'), ('shared', '共用端末'), ('paper', '署名した書面')], max_length=6)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pledges', to='policies.edition')),
                ('known', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.edition')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pledges', to='organization.person')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recorded_pledges', to='organization.person')),
            ],
            options={
                'ordering': ['due_on', 'id'],
                'constraints': [models.UniqueConstraint(fields=('edition', 'person'), name='pledge_once'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('way', '')), models.Q(('confirmed_at__isnull', False), models.Q(('way', ''), _negated=True)), _connector='OR'), name='pledge_confirmed_whole'), models.CheckConstraint(condition=models.Q(models.Q(('recorded_by', None), ('way__in', ['', 'self'])), models.Q(('recorded_by__isnull', False), ('way__in', ['shared', 'paper']), models.Q(('recorded_by', models.F('person')), _negated=True)), _connector='OR'), name='pledge_recorded_by_another')],
            },
        ),
        migrations.CreateModel(
            name='Terminal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_sha256', models.CharField(max_length=64, unique=True)),
                ('opened_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['-opened_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opened_at'))), name='terminal_closes_after_opening')],
            },
        ),
        migrations.CreateModel(
            name='ClauseTopic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(max_length=60)),
                ('matched', models.CharField(blank=True, max_length=300)),
                ('clause', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='topics', to='policies.clause')),
            ],
            options={
                'ordering': ['clause_id', 'topic'],
                'constraints': [models.UniqueConstraint(fields=('clause', 'topic'), name='clause_topic_once')],
            },
        ),
    ]
