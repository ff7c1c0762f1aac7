-- A second wall between tenants: whatever a statement forgets, a row of another tenant is neither read nor written.
-- The connection says whose rows it works on (app.tenant_no); without that there are none. FORCE: the owner of the
-- tables is held to it too; a superuser and a role with BYPASSRLS are not, so the server is run as neither.
-- Without a wall: what is looked up before the tenant is known (tenant, account, device, tokens, codes, keys) and the
-- tables of search, whose operators are not leak-proof, so that their indexes would not be used; they hold ids and
-- folded words, and what they find is read behind the wall.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'company', 'contact', 'cases', 'task', 'activity', 'note', 'stage_change', 'handover', 'users', 'member', 'rule',
        'lease', 'skip', 'queue_count', 'lookup', 'command_log', 'change', 'verdict', 'suppression', 'erasure', 'erased_key',
        'audit', 'server_event', 'server_job'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant ON %I USING (tenant_no = nullif(current_setting(''app.tenant_no'', true), '''')::bigint) '
            'WITH CHECK (tenant_no = nullif(current_setting(''app.tenant_no'', true), '''')::bigint)', name);
    END LOOP;
END
$$;
