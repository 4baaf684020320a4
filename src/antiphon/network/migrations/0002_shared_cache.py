"""The cache is a table, so that every process counts the same failed sign-ins. Unlogged: losing it costs nothing."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            create unlogged table cache_entry (
                cache_key varchar(255) not null primary key, value text not null, expires timestamptz not null
            );
            create index cache_entry_expires on cache_entry (expires);
            """,
            "drop table cache_entry",
        )
    ]
