from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("checks", "0004_sqlite_gives_back")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="previewed",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
