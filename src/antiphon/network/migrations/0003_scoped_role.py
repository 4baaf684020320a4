"""The role that requests work as, behind the second wall (docs/adr/0045-a-second-wall.md). Roles belong to the whole server."""

from django.db import migrations

MAKE = """
do $$
begin
    if not exists (select 1 from pg_roles where rolname = 'antiphon_scoped') then
        begin
            create role antiphon_scoped nologin noinherit;
        exception when duplicate_object or unique_violation then null;  -- another database of this server made it just now
        end;
    end if;
    if not pg_has_role(current_user, 'antiphon_scoped', 'MEMBER')
       or not exists (select 1 from pg_roles where rolname = current_user and rolsuper) then
        begin
            execute format('grant antiphon_scoped to %I', current_user);
        exception
            when unique_violation then null;
            when insufficient_privilege then
                if not pg_has_role(current_user, 'antiphon_scoped', 'MEMBER') then raise; end if;
        end;
    end if;
exception when insufficient_privilege then
    raise exception using
        errcode = 'insufficient_privilege',
        message = format('Antiphon needs the role antiphon_scoped, and %I may not make it.', current_user),
        hint = format('Let an administrator of the server run, once: create role antiphon_scoped nologin; '
                      'grant antiphon_scoped to %I; then run "antiphon migrate" again. See docs/operations.md.', current_user);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0002_shared_cache")]

    operations = [migrations.RunSQL(MAKE, migrations.RunSQL.noop)]
