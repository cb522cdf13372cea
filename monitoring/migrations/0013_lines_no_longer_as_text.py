from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0012_ratios_and_lines_as_rows'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='aspectscore',
            name='lines',
        ),
        migrations.RemoveField(
            model_name='aspectscore',
            name='unanswered',
        ),
        migrations.AlterField(
            model_name='scoreline',
            name='part',
            field=models.ForeignKey(db_index=False, on_delete=models.CASCADE, related_name='lines', to='monitoring.aspectscore'),
        ),
    ]
