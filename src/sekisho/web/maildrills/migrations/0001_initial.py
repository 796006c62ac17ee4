import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organization', '0002_person_number'),
    ]

    operations = [
        migrations.CreateModel(
            name='Drill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100, verbose_name='件名')),
                ('letter', models.CharField(max_length=60, verbose_name='文面')),
                ('everyone', models.BooleanField(default=False)),
                ('units', models.JSONField(default=list)),
                ('send_on', models.DateField(verbose_name='送る日')),
                ('closes_on', models.DateField(verbose_name='締め切る日')),
                ('goal', models.PositiveSmallIntegerField(verbose_name='報告の目標（%）')),
                ('planned_at', models.DateTimeField()),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('salt', models.CharField(blank=True, max_length=64)),
                ('started_at', models.DateTimeField(null=True)),
                ('first_reported_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('sent', models.PositiveIntegerField(null=True)),
                ('opened', models.PositiveIntegerField(null=True)),
                ('reported', models.PositiveIntegerField(null=True)),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['-send_on', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('closes_on__gt', models.F('send_on'))), name='maildrill_period'), models.CheckConstraint(condition=models.Q(('started_at', None), ('cancelled_at', None), _connector='OR'), name='maildrill_one_fate'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('opened', None), ('reported', None), ('sent', None)), models.Q(('closed_at__isnull', False), ('opened__lte', models.F('sent')), ('reported__lte', models.F('sent')), ('salt', '')), _connector='OR'), name='maildrill_closed_whole')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('sent', models.BooleanField(default=False)),
                ('opened_on', models.DateField(null=True)),
                ('reported_on', models.DateField(null=True)),
                ('drill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='maildrills.drill')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='UnitResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('units', models.JSONField()),
                ('sent', models.PositiveIntegerField()),
                ('opened', models.PositiveIntegerField()),
                ('reported', models.PositiveIntegerField()),
                ('drill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='maildrills.drill')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('opened__lte', models.F('sent')), ('reported__lte', models.F('sent'))), name='maildrill_result_whole')],
            },
        ),
        migrations.CreateModel(
            name='Waiting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField()),
                ('drill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waiting', to='maildrills.drill')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organization.person')),
            ],
            options={
                'ordering': ['next_try_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('drill', 'person'), name='maildrill_waits_once')],
            },
        ),
    ]
