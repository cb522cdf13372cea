"""Keep part and whole of a ratio as numbers, and what each question of a score came to as rows of their own."""

from decimal import Decimal, InvalidOperation
from itertools import islice

import django.db.models.deletion
from django.db import migrations, models

BATCH = 2000


def batches(rows):
    while batch := list(islice(rows, BATCH)):
        yield batch


def number(text):
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def split(apps, schema_editor):
    """Write part and whole beside every answer of the kind “24/30”."""
    answers = apps.get_model("monitoring", "Answer").objects
    rows = answers.filter(question__kind="ratio", value__contains="/").only("pk", "value")
    for batch in batches(rows.iterator(BATCH)):
        found = []
        for row in batch:
            row.part, row.whole = map(number, row.value.split("/", 1))
            if row.part is not None and row.whole is not None:
                found.append(row)
        answers.bulk_update(found, ["part", "whole"], batch_size=500)


def write_lines(apps, schema_editor):
    """Make a row of every line and every unanswered question that the kept scores hold."""
    lines = apps.get_model("monitoring", "ScoreLine").objects
    questions = apps.get_model("monitoring", "Question").objects
    options = apps.get_model("monitoring", "Option").objects
    asked = {(aspect, code): pk for aspect, code, pk in questions.values_list("aspect", "code", "pk")}
    answered = {
        (question, value): pk for question, value, pk in options.values_list("question", "value", "pk")
    }
    parts = apps.get_model("monitoring", "AspectScore").objects.order_by("pk")
    model = lines.model
    for batch in batches(parts.values_list("pk", "aspect", "lines", "unanswered").iterator(BATCH)):
        found = []
        for part, aspect, told, left in batch:
            for code, value, *points in told:
                names = ("aspect_gained", "aspect_lost", "gained", "lost")
                question = asked[aspect, code]
                found.append(
                    model(
                        part_id=part,
                        question_id=question,
                        option_id=answered[question, value],
                        **dict(zip(names, map(Decimal, points), strict=True)),
                    )
                )
            found += [
                model(part_id=part, question_id=asked[aspect, code], why=why) for code, why in left
            ]
        lines.bulk_create(found, batch_size=5000)


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0011_checks_of_instruments_in_use'),
    ]

    operations = [
        migrations.CreateModel(
            name='ScoreLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(blank=True, max_length=8, verbose_name='no answer because')),
                ('aspect_gained', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True, verbose_name='points of the aspect gained')),
                ('aspect_lost', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True, verbose_name='points of the aspect lost')),
                ('gained', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True, verbose_name='points gained')),
                ('lost', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True, verbose_name='points lost')),
            ],
            options={
                'verbose_name': 'line of a score',
                'verbose_name_plural': 'lines of scores',
                'ordering': ('part', 'pk'),
            },
        ),
        migrations.AddField(
            model_name='answer',
            name='part',
            field=models.DecimalField(blank=True, decimal_places=4, editable=False, max_digits=18, null=True, verbose_name='part'),
        ),
        migrations.AddField(
            model_name='answer',
            name='whole',
            field=models.DecimalField(blank=True, decimal_places=4, editable=False, max_digits=18, null=True, verbose_name='whole'),
        ),
        migrations.AddField(
            model_name='historicalanswer',
            name='part',
            field=models.DecimalField(blank=True, decimal_places=4, editable=False, max_digits=18, null=True, verbose_name='part'),
        ),
        migrations.AddField(
            model_name='historicalanswer',
            name='whole',
            field=models.DecimalField(blank=True, decimal_places=4, editable=False, max_digits=18, null=True, verbose_name='whole'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('part__isnull', True), ('whole__isnull', True)), models.Q(('part__isnull', False), ('whole__isnull', False), models.Q(('value', ''), _negated=True)), _connector='OR'), name='monitoring_answer_part_of_whole'),
        ),
        migrations.AddField(
            model_name='scoreline',
            name='option',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.option'),
        ),
        migrations.AddField(
            model_name='scoreline',
            name='part',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='monitoring.aspectscore'),
        ),
        migrations.AddField(
            model_name='scoreline',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.question'),
        ),
        migrations.AddConstraint(
            model_name='scoreline',
            constraint=models.UniqueConstraint(fields=('part', 'question'), name='monitoring_score_line_once'),
        ),
        migrations.AddConstraint(
            model_name='scoreline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('aspect_gained__isnull', False), ('aspect_lost__isnull', False), ('gained__isnull', False), ('lost__isnull', False), ('option__isnull', False), ('why', '')), models.Q(models.Q(('why', ''), _negated=True), ('aspect_gained__isnull', True), ('aspect_lost__isnull', True), ('gained__isnull', True), ('lost__isnull', True), ('option__isnull', True)), _connector='OR'), name='monitoring_score_line_points_or_why'),
        ),
        migrations.RunPython(split, migrations.RunPython.noop),
        migrations.RunPython(write_lines, migrations.RunPython.noop),
    ]
