from django.db import migrations, models

from monitoring.migrations import _guards

PRACTICES = [
    ("supervision", "The government visits and corrects"),
    ("funding", "Large repairs are funded publicly"),
    ("fee_rule", "A local rule holds for the fee"),
    ("roles", "Roles are divided in writing"),
    ("complaints", "Complaints have a channel"),
    ("training", "Board or operator are trained"),
    ("collection", "The fee is collected"),
    ("level", "Level of the spectrum of management, 1–5 (no rule)"),
]
FIELD = models.CharField(
    blank=True,
    choices=PRACTICES,
    help_text="The comparison with what a meeting chose counts its answers.",
    max_length=12,
    verbose_name="shows a practice",
)


def tell_levels(apps, schema_editor):
    """Write into every instrument, in use or not, which question tells the level: until now the one coded G08."""
    model = apps.get_model
    other = model("monitoring", "Option").objects.exclude(value__in=("1", "2", "3", "4", "5"))
    questions = model("monitoring", "Question").objects.filter(code="G08", kind="single")
    questions.exclude(pk__in=other.values("question")).update(practice="level", done_if="")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits forbids a trigger


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0014_works_told")]

    operations = [
        migrations.RunPython(_guards.drop, migrations.RunPython.noop),
        migrations.AlterField("historicalquestion", "practice", FIELD),
        migrations.AlterField("question", "practice", FIELD),
        migrations.RunPython(tell_levels, migrations.RunPython.noop),
        migrations.RunPython(_guards.make, migrations.RunPython.noop),
    ]
