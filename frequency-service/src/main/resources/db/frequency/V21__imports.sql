-- An uploaded log and how far it has been read. Position and counters are written in the ledger's own transaction.
create table import (
    job_id          uuid primary key references job,
    campaign_id     uuid   not null,
    data_set_id     text,
    file_name       text   not null,
    mapping         jsonb  not null,
    bytes_total     bigint not null,
    position_bytes  bigint not null default 0,
    position_line   bigint not null default 1,
    rows_read       bigint not null default 0,
    rows_accepted   bigint not null default 0,
    rows_skipped    bigint not null default 0,
    rows_duplicate  bigint not null default 0,
    rows_rejected   bigint not null default 0,
    -- The identifier whose birth shows that identity has read everything this import observed; null where it observes nothing.
    marker_key      bytea,
    identity_late   boolean not null default false
);

create index import_campaign on import (campaign_id);

-- Chunks come before their import: each is a transaction of its own, because one that lasts as long as an upload would
-- hold back every reader of feeds and journal. Uploads that were never finished are tidied away by age.
create table import_chunk (
    job_id    uuid        not null,
    number    int         not null,
    bytes     bytea       not null,
    stored_at timestamptz not null default now(),
    primary key (job_id, number)
);
create index import_chunk_age on import_chunk (stored_at);
-- Compressing on the way in would cost more time than the reading saves.
alter table import_chunk alter column bytes set storage external;

create table import_rejection (
    job_id uuid   not null references import on delete cascade,
    line   bigint not null,
    code   text   not null,
    detail text   not null,
    primary key (job_id, line)
);

-- How often a row of that content was seen in this import: its number makes the exposure id of each twin. Emptied at the end.
create table import_twin (
    job_id  uuid  not null references import on delete cascade,
    content bytea not null,
    seen    int   not null,
    primary key (job_id, content)
);

-- Which identifiers this import has already reported as seen together, and the earliest time it said. Emptied at the end.
create table import_observed (
    job_id      uuid        not null references import on delete cascade,
    identifiers bytea       not null,
    earliest    timestamptz not null,
    primary key (job_id, identifiers)
);
