from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("checks", "0001_reports")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="asked",
            field=models.CharField(blank=True, db_default="", db_index=True, default="", max_length=64),
        ),
    ]
