from django.db import migrations


def encrypt(apps, schema_editor):
    """Encrypt the seeds that were kept as they are (decision 15)."""
    from chapters.factor_secrets import FactorAdapter

    box = FactorAdapter()
    for row in apps.get_model("mfa", "Authenticator").objects.all():
        for name in ("secret", "seed"):
            kept = row.data.get(name, "")
            if kept and not kept.startswith("gAAAA"):
                row.data[name] = box.encrypt(kept)
                row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("chapters", "0012_own_accounts"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [migrations.RunPython(encrypt, migrations.RunPython.noop, elidable=True)]
