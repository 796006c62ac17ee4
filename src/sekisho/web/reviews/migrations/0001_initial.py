import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('governance', '0001_initial'),
        ('organization', '0002_person_number'),
        ('policies', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100, verbose_name='件名')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('meets_on', models.DateField(verbose_name='開催日')),
                ('place', models.CharField(blank=True, max_length=100, verbose_name='場所')),
                ('agenda', models.TextField(max_length=10000, verbose_name='議題')),
                ('prepared_at', models.DateTimeField()),
                ('opinion', models.TextField(blank=True, max_length=4000, verbose_name='見直しの結論')),
                ('concluded_at', models.DateTimeField(null=True)),
                ('concluded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('meeting', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.meeting')),
                ('prepared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['-meets_on', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('concluded_at', None), ('concluded_by', None), ('meeting', None), ('opinion', '')), models.Q(('concluded_at__isnull', False), ('concluded_by__isnull', False), models.Q(('opinion', ''), _negated=True)), _connector='OR'), name='review_concluded_whole'), models.CheckConstraint(condition=models.Q(('concluded_by', None), models.Q(('concluded_by', models.F('prepared_by')), _negated=True), _connector='OR'), name='review_concluded_by_another')],
            },
        ),
        migrations.CreateModel(
            name='Point',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(max_length=12)),
                ('ref', models.CharField(max_length=120)),
                ('title', models.CharField(max_length=300)),
                ('detail', models.TextField(blank=True, max_length=1000)),
                ('url', models.CharField(blank=True, max_length=200)),
                ('arose_on', models.DateField()),
                ('outcome', models.CharField(blank=True, choices=[('keep', '変更しない'), ('amend', '改める')], max_length=5, verbose_name='結論')),
                ('reason', models.TextField(blank=True, max_length=2000, verbose_name='理由')),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.document', verbose_name='改める文書')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='points', to='reviews.review')),
            ],
            options={
                'ordering': ['review', 'position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('review', 'ref'), name='review_point_once'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('reason', '')), models.Q(models.Q(('outcome', ''), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='review_point_answered_with_reason'), models.CheckConstraint(condition=models.Q(models.Q(('document__isnull', False), ('outcome', 'amend')), models.Q(models.Q(('outcome', 'amend'), _negated=True), ('document', None)), _connector='OR'), name='review_point_amends_a_document')],
            },
        ),
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('after', models.PositiveIntegerField()),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.document')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='amendments', to='reviews.review')),
            ],
            options={
                'ordering': ['review', 'id'],
                'constraints': [models.UniqueConstraint(fields=('review', 'document'), name='review_amendment_once')],
            },
        ),
    ]
