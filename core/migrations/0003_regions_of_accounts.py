"""An account belongs to a set of regions; the one it belonged to is the first of them."""

from django.db import migrations, models
from django.db.models.functions import Cast, Coalesce

import core.land.reach


def carry(apps, schema_editor):
    code = Cast("region_id", models.CharField(max_length=200))
    for name in ("User", "HistoricalUser"):
        rows = apps.get_model("core", name)._base_manager
        rows.update(regions=Coalesce(code, models.Value("")))


def regions():
    return core.land.reach.ReachField(
        blank=True,
        default=(),
        help_text="None for the Secretariat; else one or a few provinces, kabupaten or kota.",
        max_length=200,
        verbose_name="regions",
    )


class Migration(migrations.Migration):
    dependencies = [("core", "0002_mailed_codes")]

    operations = [
        migrations.AddField("user", "regions", regions()),
        migrations.AddField("historicaluser", "regions", regions()),
        migrations.RunPython(carry, elidable=True),
        migrations.RemoveConstraint("user", "core_user_region_unless_secretariat"),
        migrations.RemoveConstraint("user", "core_user_region_is_province_or_regency"),
        migrations.RemoveField("user", "region"),
        migrations.RemoveField("historicaluser", "region"),
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(regions="", role="secretariat"),
                    models.Q(
                        models.Q(role__in=("chapter", "government")),
                        models.Q(regions="", _negated=True),
                    ),
                    _connector="OR",
                ),
                name="core_user_regions_unless_secretariat",
                violation_error_message="A chapter officer or government official needs a region; the Secretariat has none.",
            ),
        ),
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(
                condition=models.Q(regions__regex=core.land.reach.FORM),
                name="core_user_regions_are_provinces_or_regencies",
                violation_error_message="The region must be a province, kabupaten or kota.",
            ),
        ),
    ]
