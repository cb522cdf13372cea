from django.db import migrations


class Migration(migrations.Migration):
    """The figures are kept by ksm (its migration 0010); the tables stay where they are until then."""

    dependencies = [("core", "0009_imports_read_columns")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name="DatedFact"),
                migrations.DeleteModel(name="HistoricalDatedFact"),
            ]
        ),
    ]
