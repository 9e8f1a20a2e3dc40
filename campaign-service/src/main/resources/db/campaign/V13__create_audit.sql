-- Who changed what and when, written in the transaction of the change. Rows are added and never touched again.
create table audit_entry (
    audit_id    bigint generated always as identity primary key,
    at          timestamptz not null,
    subject     text        not null,
    action      text        not null,
    target_kind text        not null,
    target_id   text        not null,
    detail      jsonb       not null
);
create index audit_entry_target on audit_entry (target_kind, target_id, audit_id);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is only added to';
end
$$;
create trigger audit_entry_is_final before update or delete or truncate on audit_entry
    for each statement execute function refuse_change();
