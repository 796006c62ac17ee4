import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organization', '0002_person_number'),
    ]

    operations = [
        migrations.CreateModel(
            name='Move',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100, verbose_name='件名')),
                ('on', models.DateField(verbose_name='異動日')),
                ('state', models.CharField(choices=[('draft', '準備中'), ('settled', '確定（異動日待ち）'), ('applied', '反映済み'), ('dropped', '取りやめ')], default='draft', max_length=10)),
                ('drawn_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('applied_at', models.DateTimeField(null=True)),
                ('failure', models.CharField(blank=True, max_length=500)),
                ('drawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['-on', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('state',), name='move_prepared_one_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('settled_by', None), ('state__in', ['draft', 'dropped'])), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False), ('state__in', ['settled', 'applied'])), _connector='OR'), name='move_settled_whole'), models.CheckConstraint(condition=models.Q(models.Q(('applied_at__isnull', False), ('state', 'applied')), models.Q(models.Q(('state', 'applied'), _negated=True), ('applied_at', None)), _connector='OR'), name='move_applied_whole')],
            },
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('join', '採用・転入'), ('change', '異動'), ('leave', '退職・転出')], max_length=10, verbose_name='区分')),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='職員番号')),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='氏名')),
                ('furigana', models.CharField(blank=True, max_length=100, verbose_name='フリガナ')),
                ('category', models.CharField(blank=True, max_length=40, verbose_name='身分')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='メールアドレス')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person', verbose_name='氏名')),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.post', verbose_name='新しい職')),
                ('successor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person', verbose_name='後任')),
                ('successor_line', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='personnel.line', verbose_name='後任')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit', verbose_name='新しい所属')),
                ('move', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='personnel.move')),
            ],
            options={
                'ordering': ['kind', 'id'],
                'constraints': [models.UniqueConstraint(fields=('move', 'person'), name='move_line_person_once'), models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('move', 'number'), name='move_line_number_once'), models.CheckConstraint(condition=models.Q(('kind', 'join'), ('person__isnull', False), _connector='OR'), name='move_line_of_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'leave'), ('post', None), ('unit', None)), models.Q(models.Q(('kind', 'leave'), _negated=True), ('unit__isnull', False)), _connector='OR'), name='move_line_goes_somewhere'), models.CheckConstraint(condition=models.Q(('successor', None), ('successor_line', None), _connector='OR'), name='move_line_one_successor')],
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('holder', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=100)),
                ('way', models.CharField(max_length=4)),
                ('to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handovers', to='personnel.line')),
                ('to_line', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='personnel.line')),
            ],
            options={
                'ordering': ['line', 'holder', 'key', 'id'],
                'constraints': [models.UniqueConstraint(fields=('line', 'holder', 'key'), name='handover_once'), models.CheckConstraint(condition=models.Q(models.Q(('to', None), ('way', 'pass'), ('to_line__isnull', False)), models.Q(('to__isnull', False), ('to_line', None), ('way', 'pass')), models.Q(('to', None), ('to_line', None), ('way__in', ['end', 'keep'])), _connector='OR'), name='handover_passes_to_one')],
            },
        ),
    ]
