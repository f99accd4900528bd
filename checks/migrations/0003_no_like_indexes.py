from typing import Any

from django.db import migrations


def drop(apps: Any, schema_editor: Any) -> None:
    """Django gives each indexed text in PostgreSQL a second index, for LIKE: nobody looks for a part of an id."""
    if schema_editor.connection.vendor != "postgresql":
        return
    table = apps.get_model("checks", "Report")._meta.db_table
    with schema_editor.connection.cursor() as cursor:
        names = schema_editor.connection.introspection.get_constraints(cursor, table)
    for name in names:
        if name.endswith("_like"):
            schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")


class Migration(migrations.Migration):
    dependencies = [("checks", "0002_report_asked")]

    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
