alter table guide add column status_since timestamptz;
update guide set status_since = changed_at;
alter table guide alter column status_since set not null;
-- Why they are where they are, as they are told.
alter table guide add column reason text;
create index guide_by_status on guide (status, status_since);

create table guide_step (
    guide_id    uuid        not null references guide (guide_id),
    -- The guide's version after it.
    version     bigint      not null,
    at          timestamptz not null,
    event       text        not null,
    from_status text        not null,
    to_status   text        not null,
    reason      text,
    -- Who did it; null where time did.
    done_by     text,
    primary key (guide_id, version)
);

