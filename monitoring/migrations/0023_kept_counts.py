from django.db import migrations

from monitoring.migrations import _counts


class Migration(migrations.Migration):

    dependencies = [
        ('ksm', '0018_kept_counts'),
        ('monitoring', '0022_ratios_in_their_index'),
    ]

    operations = [
        migrations.RunPython(_counts.make, _counts.drop),
    ]
