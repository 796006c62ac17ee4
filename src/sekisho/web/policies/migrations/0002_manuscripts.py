import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organization', '0002_person_number'),
        ('policies', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Manuscript',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('basic', '基本方針'), ('standard', '対策基準'), ('procedure', '実施手順')], max_length=10, verbose_name='種類')),
                ('title', models.CharField(max_length=300, verbose_name='題名')),
                ('style', models.CharField(choices=[('articles', '章・条・項・号（規程の形）'), ('numbers', '1・(1)・①（手順書の形）')], max_length=10, verbose_name='番号の形')),
                ('effective_on', models.DateField(null=True, verbose_name='施行日')),
                ('begun_at', models.DateTimeField()),
                ('base', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='policies.edition')),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='manuscripts', to='policies.document')),
                ('edition', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='manuscript', to='policies.edition')),
            ],
            options={
                'ordering': ['-begun_at', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('document__isnull', False), ('edition', None)), fields=('document',), name='manuscript_one_open')],
            },
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('form', models.CharField(choices=[('chapter', '章'), ('article', '条（見出しのある項目）'), ('paragraph', '項'), ('item', '号'), ('subitem', '号の細目'), ('supplement', '附則')], max_length=10, verbose_name='形')),
                ('heading', models.CharField(blank=True, max_length=200, verbose_name='見出し')),
                ('text', models.TextField(blank=True, max_length=8000, verbose_name='本文')),
                ('control', models.CharField(blank=True, max_length=80, verbose_name='応える対策')),
                ('manuscript', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='policies.manuscript')),
            ],
            options={
                'ordering': ['manuscript', 'position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ProcedureLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clause_id', models.CharField(max_length=250)),
                ('linked_at', models.DateTimeField()),
                ('linked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='policies.document')),
                ('standard', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='policies.document')),
            ],
            options={
                'ordering': ['standard', 'id'],
                'constraints': [models.UniqueConstraint(fields=('standard', 'clause_id', 'procedure'), name='procedure_link_once')],
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000, verbose_name='コメント')),
                ('written_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('passage', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='policies.passage')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['written_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('settled_by', None)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='remark_settled_whole')],
            },
        ),
    ]
