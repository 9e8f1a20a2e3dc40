-- Identifiers that a person released from quarantine: each may be seen with so many persons.
create table quarantine_release (
    id          uuid        primary key,
    key         bytea       not null,
    persons_max int         not null,
    decided_by  text        not null,
    decided_at  timestamptz not null,
    reason      text        not null
);
create index quarantine_release_key on quarantine_release (key);
