"""How much of a day is known stands beside it, under its name, as with every rough day."""

from django.db import migrations

from core.tools.rough_days import RoughDateField, known_beside

WORDS = {
    "finding": ("opened_on", "found on"),
    "historicalfinding": ("opened_on", "found on"),
    "historicalvisit": ("visited_on", "visited on"),
    "visit": ("visited_on", "visited on"),
}


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0019_known_to_and_points")]

    operations = [
        operation
        for model, (day, words) in WORDS.items()
        for operation in (
            migrations.RenameField(model, "known_to", f"{day}_known"),
            migrations.AlterField(model, f"{day}_known", known_beside()),
            migrations.AlterField(model, day, RoughDateField(verbose_name=words)),
        )
    ]
