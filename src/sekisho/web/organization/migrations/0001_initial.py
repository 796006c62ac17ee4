import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=60, unique=True, verbose_name='利用者ID')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='メールアドレス')),
                ('is_active', models.BooleanField(default=True, verbose_name='有効')),
                ('must_change_password', models.BooleanField(default=False, verbose_name='初回の変更待ち')),
                ('one_time_until', models.DateTimeField(blank=True, null=True, verbose_name='渡したパスワードの期限')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100, verbose_name='職名')),
            ],
            options={
                'ordering': ['unit__position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opaque_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=100, verbose_name='氏名')),
                ('furigana', models.CharField(max_length=100, verbose_name='フリガナ')),
                ('category', models.CharField(max_length=40, verbose_name='身分')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='メールアドレス')),
                ('joined_on', models.DateField(verbose_name='着任日')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='離任日')),
                ('erased_at', models.DateTimeField(blank=True, null=True, verbose_name='消去した日時')),
                ('account', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='person', to=settings.AUTH_USER_MODEL, verbose_name='アカウント')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='organization.post', verbose_name='職')),
            ],
            options={
                'ordering': ['furigana', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='並び順')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='organization.unit', verbose_name='上位の所属')),
            ],
            options={
                'ordering': ['position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('name', 'parent'), name='unit_name_once'), models.UniqueConstraint(condition=models.Q(('parent', None)), fields=('name',), name='unit_name_once_at_the_top')],
            },
        ),
        migrations.CreateModel(
            name='RoleHolding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=60, verbose_name='役割')),
                ('from_date', models.DateField(verbose_name='開始日')),
                ('until_date', models.DateField(blank=True, null=True, verbose_name='終了日')),
                ('joint', models.BooleanField(default=False, verbose_name='兼務')),
                ('order', models.CharField(blank=True, max_length=200, verbose_name='発令の根拠')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organization.person', verbose_name='氏名')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='organization.post', verbose_name='職')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='organization.unit', verbose_name='担当する所属')),
            ],
            options={
                'ordering': ['role', 'from_date', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_date', None), ('until_date__gte', models.F('from_date')), _connector='OR'), name='role_period')],
            },
        ),
        migrations.AddField(
            model_name='post',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organization.unit', verbose_name='所属'),
        ),
        migrations.AddField(
            model_name='person',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organization.unit', verbose_name='所属'),
        ),
        migrations.CreateModel(
            name='ScopeEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('relation', models.CharField(max_length=40, verbose_name='関係')),
                ('from_date', models.DateField(verbose_name='開始日')),
                ('until_date', models.DateField(blank=True, null=True, verbose_name='終了日')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='備考')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organization.person', verbose_name='氏名')),
            ],
            options={
                'ordering': ['person__furigana', 'from_date', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_date', None), ('until_date__gte', models.F('from_date')), _connector='OR'), name='scope_period')],
            },
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(fields=('title', 'unit'), name='post_once'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('left_on', None), ('left_on__gte', models.F('joined_on')), _connector='OR'), name='person_period'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at', None), models.Q(('account', None), ('email', ''), ('left_on__isnull', False)), _connector='OR'), name='person_erased'),
        ),
    ]
