from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Words that are nearly alike are found too: PostgreSQL's own extension pg_trgm, which any database owner may add."""

    dependencies = [("library", "0001_initial")]
    operations = [TrigramExtension()]
