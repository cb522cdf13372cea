"""Dated figures move from the ground floor to the room that knows what they are about; their rows stay."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import core.records.records
import core.tools.partial_dates


def call_them_ours(apps, schema_editor):
    """Let notes, files and kept lists find the figures under their new address."""
    kinds = apps.get_model("contenttypes", "ContentType").objects.using(schema_editor.connection.alias)
    kinds.filter(app_label="core", model__in=("datedfact", "historicaldatedfact")).update(app_label="ksm")
    for name in ("SavedFilter", "ListChoice"):
        rows = apps.get_model("core", name).objects.using(schema_editor.connection.alias)
        rows.filter(list_name="monitoring:dated-fact-list").update(list_name="ksm:dated-fact-list")


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("contenttypes", "0002_remove_content_type_name"),
        ("core", "0010_dated_figures_go"),
        ("ksm", "0009_cash_months"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='HistoricalDatedFact',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('request_stamp', models.UUIDField(db_index=True, editable=False, null=True)),
                        ('source', models.CharField(blank=True, help_text='Document, visit or person that states this, e.g. “MoU text”, “visit 12/10/2021”.', max_length=300, verbose_name='source')),
                        ('source_url', core.records.records.WebAddressField(blank=True, max_length=500, verbose_name='address of the source')),
                        ('as_of', core.tools.partial_dates.PartialDateField(blank=True, help_text='The date the facts hold for; a year or a month is enough.', max_length=10, verbose_name='as of')),
                        ('is_example', models.BooleanField(default=False, help_text='Marked CONTOH on every page and in every report.', verbose_name='made-up example')),
                        ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived at')),
                        ('topic', models.CharField(choices=[('registry', 'Facilities and groups'), ('monitoring', 'Monitoring'), ('alliance', 'Alliance'), ('finance', 'Finance'), ('ssk', 'Sanitation strategy (SSK)')], max_length=12, verbose_name='topic')),
                        ('code', models.SlugField(blank=True, help_text='The same short word on figures that form one series, e.g. “akkopsi-members”.', max_length=60, verbose_name='series')),
                        ('subject', models.CharField(help_text='As the source words it, e.g. “communal treatment plants (IPAL komunal)”.', max_length=250, verbose_name='what was counted')),
                        ('area', models.CharField(blank=True, help_text='Where the figure covers less or more than the region, e.g. a district.', max_length=120, verbose_name='part of the area')),
                        ('value', models.DecimalField(blank=True, decimal_places=3, max_digits=16, null=True, verbose_name='value')),
                        ('value_text', models.CharField(blank=True, help_text='For ranges and rough numbers, e.g. “120–130” or “more than 15,000”.', max_length=120, verbose_name='value as written')),
                        ('unit', models.CharField(blank=True, max_length=40, verbose_name='unit')),
                        ('sample_size', models.PositiveIntegerField(blank=True, help_text='How many were looked at, where the source says.', null=True, verbose_name='out of')),
                        ('region', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty for a national figure.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='core.region', verbose_name='region')),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_change_reason', models.TextField(null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'db_table': 'core_historicaldatedfact',
                        'verbose_name': 'historical dated figure',
                        'verbose_name_plural': 'historical dated figures',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                        'indexes': [],
                        'constraints': [],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='DatedFact',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('source', models.CharField(blank=True, help_text='Document, visit or person that states this, e.g. “MoU text”, “visit 12/10/2021”.', max_length=300, verbose_name='source')),
                        ('source_url', core.records.records.WebAddressField(blank=True, max_length=500, verbose_name='address of the source')),
                        ('as_of', core.tools.partial_dates.PartialDateField(blank=True, help_text='The date the facts hold for; a year or a month is enough.', max_length=10, verbose_name='as of')),
                        ('is_example', models.BooleanField(default=False, help_text='Marked CONTOH on every page and in every report.', verbose_name='made-up example')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='entered at')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                        ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived at')),
                        ('topic', models.CharField(choices=[('registry', 'Facilities and groups'), ('monitoring', 'Monitoring'), ('alliance', 'Alliance'), ('finance', 'Finance'), ('ssk', 'Sanitation strategy (SSK)')], max_length=12, verbose_name='topic')),
                        ('code', models.SlugField(blank=True, help_text='The same short word on figures that form one series, e.g. “akkopsi-members”.', max_length=60, verbose_name='series')),
                        ('subject', models.CharField(help_text='As the source words it, e.g. “communal treatment plants (IPAL komunal)”.', max_length=250, verbose_name='what was counted')),
                        ('region', models.ForeignKey(blank=True, help_text='Empty for a national figure.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dated_facts', to='core.region', verbose_name='region')),
                        ('area', models.CharField(blank=True, help_text='Where the figure covers less or more than the region, e.g. a district.', max_length=120, verbose_name='part of the area')),
                        ('value', models.DecimalField(blank=True, decimal_places=3, max_digits=16, null=True, verbose_name='value')),
                        ('value_text', models.CharField(blank=True, help_text='For ranges and rough numbers, e.g. “120–130” or “more than 15,000”.', max_length=120, verbose_name='value as written')),
                        ('unit', models.CharField(blank=True, max_length=40, verbose_name='unit')),
                        ('sample_size', models.PositiveIntegerField(blank=True, help_text='How many were looked at, where the source says.', null=True, verbose_name='out of')),
                    ],
                    options={
                        'db_table': 'core_datedfact',
                        'verbose_name': 'dated figure',
                        'verbose_name_plural': 'dated figures',
                        'ordering': ('-as_of', '-pk'),
                        'indexes': [models.Index(fields=['code', 'as_of'], name='core_datedfact_series')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('value__isnull', False), models.Q(('value_text', ''), _negated=True), _connector='OR'), name='core_datedfact_has_value', violation_error_message='Give the value as a number or as written.'), models.CheckConstraint(condition=models.Q(models.Q(('source', ''), _negated=True), models.Q(('source_url', ''), _negated=True), _connector='OR'), name='core_datedfact_has_source', violation_error_message='Say which document states this.')],
                    },
                ),
            ]
        ),
        migrations.AlterModelTable(name="datedfact", table=None),
        migrations.AlterModelTable(name="historicaldatedfact", table=None),
        migrations.RunPython(call_them_ours, migrations.RunPython.noop),
    ]
