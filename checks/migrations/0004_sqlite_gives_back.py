from typing import Any

from django.db import migrations


def let_shrink(apps: Any, schema_editor: Any) -> None:
    """Lets a new file of SQLite give back what is deleted. One with reports in it stays: this writes it anew, which
    needs as much room again."""
    if schema_editor.connection.vendor == "sqlite" and not apps.get_model("checks", "Report").objects.exists():
        schema_editor.execute("PRAGMA auto_vacuum = INCREMENTAL")
        schema_editor.execute("VACUUM")


class Migration(migrations.Migration):
    # SQLite has no VACUUM in a transaction.
    atomic = False
    dependencies = [("checks", "0003_no_like_indexes")]

    operations = [migrations.RunPython(let_shrink, migrations.RunPython.noop)]
