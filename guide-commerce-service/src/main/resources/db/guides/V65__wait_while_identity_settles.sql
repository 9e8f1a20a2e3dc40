-- Identity said that a key is nobody's until it is settled again; then profile_id is who owned it before.
alter table key_owner add column undetermined boolean not null default false;

-- What could not be answered is asked again, but not before; what is asked for the first time comes first.
alter table same_person_check add column not_before timestamptz not null default '-infinity';
