import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organization', '0002_person_number'),
    ]

    operations = [
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('number', models.BinaryField()),
                ('confirmed_at', models.DateTimeField()),
                ('above', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='below', to='governance.contact')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100, verbose_name='会議名')),
                ('at', models.DateTimeField(verbose_name='開催日時')),
                ('place', models.CharField(max_length=100, verbose_name='場所')),
                ('agenda', models.TextField(verbose_name='議題')),
                ('state', models.CharField(choices=[('called', '開催予定'), ('held', '開催済み'), ('cancelled', '取りやめ')], default='called', max_length=10)),
                ('called_at', models.DateTimeField()),
                ('minutes', models.TextField(blank=True, verbose_name='議事の要旨')),
                ('closed_at', models.DateTimeField(null=True)),
                ('called_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None), ('state', 'called')), models.Q(models.Q(('state', 'called'), _negated=True), ('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='meeting_closed_whole')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=500, verbose_name='決定事項')),
                ('due_on', models.DateField(null=True, verbose_name='期限')),
                ('done_at', models.DateTimeField(null=True)),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='governance.meeting')),
            ],
            options={
                'ordering': ['meeting', 'position', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('due_on', None), ('owner', None)), models.Q(('due_on__isnull', False), ('owner__isnull', False)), _connector='OR'), name='decision_owned_until_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('done_by', None)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='decision_done_whole')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chairs', models.BooleanField(default=False)),
                ('present', models.BooleanField(default=False)),
                ('deputy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='governance.meeting')),
            ],
            options={
                'ordering': ['-chairs', 'person__furigana', 'id'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'person'), name='attendance_once'), models.CheckConstraint(condition=models.Q(('present', False), ('deputy', None), _connector='OR'), name='attendance_one_way')],
            },
        ),
    ]
