"""A next step owed while a partnership is followed up; legal bases, clauses, renewals, the signed version."""

from __future__ import annotations

from typing import Any

import aksansi.partial_dates
import chapters.records
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import simple_history.models
from django.conf import settings
from django.db import migrations, models


def follow_up_where_a_step_is_agreed(apps: Any, schema_editor: Any) -> None:
    """Nobody owed a next step where none was agreed so far; that stays so until one is."""
    rows = apps.get_model("agreements", "Partnership")._base_manager
    rows.using(schema_editor.connection.alias).filter(next_step="").update(followed_up=False)


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0001_initial'),
        ('chapters', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Clause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, help_text='Document, visit or person that states this, e.g. “MoU text”, “visit 12/10/2021”.', max_length=300, verbose_name='source')),
                ('source_url', chapters.records.WebAddressField(blank=True, max_length=500, verbose_name='address of the source')),
                ('as_of', aksansi.partial_dates.PartialDateField(blank=True, help_text='The date the facts hold for; a year or a month is enough.', max_length=10, verbose_name='as of')),
                ('is_example', models.BooleanField(default=False, help_text='Marked CONTOH on every page and in every report.', verbose_name='made-up example')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='entered at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived at')),
                ('number', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(99)], verbose_name='number')),
                ('heading', models.CharField(max_length=150, verbose_name='heading')),
                ('body', models.TextField(help_text='One paragraph per line; several are numbered. A line beginning with “- ” becomes a lettered point.', verbose_name='text')),
            ],
            options={
                'verbose_name': 'clause',
                'verbose_name_plural': 'clauses',
                'ordering': ('template', 'number'),
            },
        ),
        migrations.CreateModel(
            name='ClauseTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, help_text='Document, visit or person that states this, e.g. “MoU text”, “visit 12/10/2021”.', max_length=300, verbose_name='source')),
                ('source_url', chapters.records.WebAddressField(blank=True, max_length=500, verbose_name='address of the source')),
                ('as_of', aksansi.partial_dates.PartialDateField(blank=True, help_text='The date the facts hold for; a year or a month is enough.', max_length=10, verbose_name='as of')),
                ('is_example', models.BooleanField(default=False, help_text='Marked CONTOH on every page and in every report.', verbose_name='made-up example')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='entered at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived at')),
                ('kind', models.CharField(choices=[('mou', 'MoU (memorandum of understanding)'), ('pks', 'PKS (cooperation agreement, MoA)')], max_length=8, verbose_name='kind')),
                ('valid_from', models.DateField(verbose_name='used from')),
                ('heading', models.CharField(help_text='The words at the top, e.g. KESEPAKATAN BERSAMA.', max_length=150, verbose_name='heading')),
                ('opening', models.TextField(help_text='Before the legal bases: who agrees.', verbose_name='opening')),
                ('closing', models.TextField(blank=True, help_text='After the last clause.', verbose_name='closing')),
            ],
            options={
                'verbose_name': 'clause template',
                'verbose_name_plural': 'clause templates',
                'ordering': ('kind', '-valid_from'),
            },
        ),
        migrations.CreateModel(
            name='HistoricalClause',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('request_stamp', models.UUIDField(db_index=True, editable=False, null=True)),
                ('source', models.CharField(blank=True, help_text='Document, visit or person that states this, e.g. “MoU text”, “visit 12/10/2021”.', max_length=300, verbose_name='source')),
                ('source_url', chapters.records.WebAddressField(blank=True, max_length=500, verbose_name='address of the source')),
                ('as_of', aksansi.partial_dates.PartialDateField(blank=True, help_text='The date the facts hold for; a year or a month is enough.', max_length=10, verbose_name='as of')),
                ('is_example', models.BooleanField(default=False, help_text='Marked CONTOH on every page and in every report.', verbose_name='made-up example')),
                ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived at')),
                ('number', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(99)], verbose_name='number')),
                ('heading', models.CharField(max_length=150, verbose_name='heading')),
                ('body', models.TextField(help_text='One paragraph per line; several are numbered. A line beginning with “- ” becomes a lettered point.', verbose_name='text')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical clause',
                'verbose_name_plural': 'historical clauses',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalClauseTemplate',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('request_stamp', models.UUIDField(db_index=True, editable=False, null=True)),
                ('source', models.CharField(blank=True, help_text='Document, visit or person that states this, e.g. “MoU text”, “visit 12/10/2021”.', max_length=300, verbose_name='source')),
                ('source_url', chapters.records.WebAddressField(blank=True, max_length=500, verbose_name='address of the source')),
                ('as_of', aksansi.partial_dates.PartialDateField(blank=True, help_text='The date the facts hold for; a year or a month is enough.', max_length=10, verbose_name='as of')),
                ('is_example', models.BooleanField(default=False, help_text='Marked CONTOH on every page and in every report.', verbose_name='made-up example')),
                ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived at')),
                ('kind', models.CharField(choices=[('mou', 'MoU (memorandum of understanding)'), ('pks', 'PKS (cooperation agreement, MoA)')], max_length=8, verbose_name='kind')),
                ('valid_from', models.DateField(verbose_name='used from')),
                ('heading', models.CharField(help_text='The words at the top, e.g. KESEPAKATAN BERSAMA.', max_length=150, verbose_name='heading')),
                ('opening', models.TextField(help_text='Before the legal bases: who agrees.', verbose_name='opening')),
                ('closing', models.TextField(blank=True, help_text='After the last clause.', verbose_name='closing')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical clause template',
                'verbose_name_plural': 'historical clause templates',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalLegalBasis',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('request_stamp', models.UUIDField(db_index=True, editable=False, null=True)),
                ('source', models.CharField(blank=True, help_text='Document, visit or person that states this, e.g. “MoU text”, “visit 12/10/2021”.', max_length=300, verbose_name='source')),
                ('source_url', chapters.records.WebAddressField(blank=True, max_length=500, verbose_name='address of the source')),
                ('as_of', aksansi.partial_dates.PartialDateField(blank=True, help_text='The date the facts hold for; a year or a month is enough.', max_length=10, verbose_name='as of')),
                ('is_example', models.BooleanField(default=False, help_text='Marked CONTOH on every page and in every report.', verbose_name='made-up example')),
                ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived at')),
                ('short_name', models.CharField(help_text='As people quote it, e.g. PP 28/2018.', max_length=60, verbose_name='short name')),
                ('title', models.CharField(max_length=300, verbose_name='full title')),
                ('subject', models.CharField(choices=[('kerja_sama', 'Cooperation of regions'), ('hibah', 'Grants and social aid'), ('jalur', 'Another route for the money'), ('lain', 'Other')], max_length=12, verbose_name='subject')),
                ('valid_from', aksansi.partial_dates.PartialDateField(blank=True, max_length=10, verbose_name='in force since')),
                ('valid_to', aksansi.partial_dates.PartialDateField(blank=True, max_length=10, verbose_name='in force until')),
                ('meaning', models.TextField(blank=True, verbose_name='what it means for cooperation')),
                ('to_check', models.TextField(blank=True, help_text='One question per line.', verbose_name='to check before signing')),
                ('is_cited', models.BooleanField(default=False, help_text='Drafts of MoU and PKS name it among their bases while it is in force.', verbose_name='cited in drafts')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical legal basis',
                'verbose_name_plural': 'historical legal bases',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='LegalBasis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, help_text='Document, visit or person that states this, e.g. “MoU text”, “visit 12/10/2021”.', max_length=300, verbose_name='source')),
                ('source_url', chapters.records.WebAddressField(blank=True, max_length=500, verbose_name='address of the source')),
                ('as_of', aksansi.partial_dates.PartialDateField(blank=True, help_text='The date the facts hold for; a year or a month is enough.', max_length=10, verbose_name='as of')),
                ('is_example', models.BooleanField(default=False, help_text='Marked CONTOH on every page and in every report.', verbose_name='made-up example')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='entered at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='archived at')),
                ('short_name', models.CharField(help_text='As people quote it, e.g. PP 28/2018.', max_length=60, verbose_name='short name')),
                ('title', models.CharField(max_length=300, verbose_name='full title')),
                ('subject', models.CharField(choices=[('kerja_sama', 'Cooperation of regions'), ('hibah', 'Grants and social aid'), ('jalur', 'Another route for the money'), ('lain', 'Other')], max_length=12, verbose_name='subject')),
                ('valid_from', aksansi.partial_dates.PartialDateField(blank=True, max_length=10, verbose_name='in force since')),
                ('valid_to', aksansi.partial_dates.PartialDateField(blank=True, max_length=10, verbose_name='in force until')),
                ('meaning', models.TextField(blank=True, verbose_name='what it means for cooperation')),
                ('to_check', models.TextField(blank=True, help_text='One question per line.', verbose_name='to check before signing')),
                ('is_cited', models.BooleanField(default=False, help_text='Drafts of MoU and PKS name it among their bases while it is in force.', verbose_name='cited in drafts')),
            ],
            options={
                'verbose_name': 'legal basis',
                'verbose_name_plural': 'legal bases',
                'ordering': ('subject', 'valid_from', 'pk'),
            },
        ),
        migrations.AddField(
            model_name='agreement',
            name='renews',
            field=models.ForeignKey(blank=True, help_text='The agreement of the same kind that this one continues.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='renewals', to='agreements.agreement', verbose_name='renews'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='signed_file',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='chapters.attachment', verbose_name='signed version'),
        ),
        migrations.AddField(
            model_name='historicalagreement',
            name='renews',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='The agreement of the same kind that this one continues.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.agreement', verbose_name='renews'),
        ),
        migrations.AddField(
            model_name='historicalagreement',
            name='signed_file',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='chapters.attachment', verbose_name='signed version'),
        ),
        migrations.AddField(
            model_name='historicalpartnership',
            name='followed_up',
            field=models.BooleanField(default=True, help_text='While it is, a next step is owed. Off for what has ended and for what only an old document tells.', verbose_name='followed up now'),
        ),
        migrations.AddField(
            model_name='partnership',
            name='followed_up',
            field=models.BooleanField(default=True, help_text='While it is, a next step is owed. Off for what has ended and for what only an old document tells.', verbose_name='followed up now'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('renews__isnull', True), models.Q(('renews', models.F('pk')), _negated=True), _connector='OR'), name='agreements_agreement_not_own_renewal', violation_error_message='An agreement cannot renew itself.'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('signed_file__isnull', True), ('paper__in', ('signed', 'cancelled')), _connector='OR'), name='agreements_agreement_file_when_signed', violation_error_message='Only a signed agreement has a signed version.'),
        ),
        migrations.RunPython(follow_up_where_a_step_is_agreed, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='partnership',
            constraint=models.CheckConstraint(condition=models.Q(('followed_up', False), models.Q(('next_step', ''), _negated=True), _connector='OR'), name='agreements_partnership_next_step_while_followed', violation_error_message='What is followed up needs a next step.'),
        ),
        migrations.AddConstraint(
            model_name='clausetemplate',
            constraint=models.UniqueConstraint(condition=models.Q(('archived_at__isnull', True)), fields=('kind', 'valid_from'), name='agreements_clause_template_version', violation_error_message='There is a version of this kind from this day already.'),
        ),
        migrations.AddField(
            model_name='clause',
            name='template',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clauses', to='agreements.clausetemplate', verbose_name='clause template'),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalclause',
            name='template',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.clausetemplate', verbose_name='clause template'),
        ),
        migrations.AddField(
            model_name='historicalclausetemplate',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicallegalbasis',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='legalbasis',
            name='replaced_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaces', to='agreements.legalbasis', verbose_name='replaced by'),
        ),
        migrations.AddField(
            model_name='historicallegalbasis',
            name='replaced_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.legalbasis', verbose_name='replaced by'),
        ),
        migrations.AddConstraint(
            model_name='clause',
            constraint=models.UniqueConstraint(condition=models.Q(('archived_at__isnull', True)), fields=('template', 'number'), name='agreements_clause_number_once', violation_error_message='This template has a clause with this number already.'),
        ),
        migrations.AddConstraint(
            model_name='legalbasis',
            constraint=models.UniqueConstraint(condition=models.Q(('archived_at__isnull', True)), fields=('short_name',), name='agreements_legal_basis_once', violation_error_message='This rule is recorded already.'),
        ),
        migrations.AddConstraint(
            model_name='legalbasis',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', ''), ('valid_from', ''), ('valid_to__gte', models.F('valid_from')), django.db.models.lookups.Exact(django.db.models.functions.text.Left('valid_from', django.db.models.functions.text.Length('valid_to')), models.F('valid_to')), _connector='OR'), name='agreements_legal_basis_ends_after_start', violation_error_message='The end lies before the beginning.'),
        ),
        migrations.AddConstraint(
            model_name='legalbasis',
            constraint=models.CheckConstraint(condition=models.Q(('replaced_by__isnull', True), models.Q(('replaced_by', models.F('pk')), _negated=True), _connector='OR'), name='agreements_legal_basis_not_own_successor', violation_error_message='A rule cannot replace itself.'),
        ),
    ]
