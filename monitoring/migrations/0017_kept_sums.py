import django.db.models.deletion
from django.db import migrations, models

from monitoring.migrations import _touches


class Migration(migrations.Migration):

    dependencies = [
        ('ksm', '0012_one_list_of_funds'),
        ('monitoring', '0016_visits_that_wait'),
    ]

    operations = [
        migrations.CreateModel(
            name='TouchedRegion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region', models.CharField(max_length=5)),
                ('written_by', models.BigIntegerField(blank=True, null=True)),
                ('since', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ('region',),
                'indexes': [models.Index(fields=['region', 'written_by'], name='monitoring_touched_by')],
            },
        ),
        migrations.CreateModel(
            name='KeptSums',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(blank=True, max_length=5)),
                ('level', models.PositiveSmallIntegerField()),
                ('approved', models.PositiveIntegerField(default=0)),
                ('latest', models.DateField(blank=True, null=True)),
                ('told', models.JSONField()),
                ('figures', models.JSONField()),
                ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='monitoring.instrument')),
                ('round', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='monitoring.round')),
            ],
            options={
                'ordering': ('area', 'instrument', 'round'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('round__isnull', False)), fields=('area', 'instrument', 'round'), name='monitoring_sums_of_round_once'), models.UniqueConstraint(condition=models.Q(('round__isnull', True)), fields=('area', 'instrument'), name='monitoring_sums_once')],
            },
        ),
        migrations.RunPython(_touches.make, _touches.drop),
    ]
