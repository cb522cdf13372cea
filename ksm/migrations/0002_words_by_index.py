"""Parts of words are found by an index (PostgreSQL)."""

from django.db import migrations

from core.tools.rows.trigrams import trigram_index


class Migration(migrations.Migration):
    dependencies = [("ksm", "0001_initial")]

    operations = [
        trigram_index("ksm_facility", ("name", "code", "village", "district", "hamlet"), name="ksm_facility_words"),
        trigram_index("ksm_group", ("name", "village", "district", "hamlet"), name="ksm_group_words"),
    ]
