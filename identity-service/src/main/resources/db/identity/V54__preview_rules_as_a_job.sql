-- What rules would change, found out in the background. It has no effect, so whoever finds the lease of one that died begins
-- again.
create table rule_preview (
    preview_id  uuid        primary key,
    -- The rules as they would be put in force.
    rules       jsonb       not null,
    created_by  text        not null,
    created_at  timestamptz not null default clock_timestamp(),
    status      text        not null default 'QUEUED',
    attempts    int         not null default 0,
    lease_token uuid,
    lease_until timestamptz,
    -- Groups of identifiers that were looked at, and that there are.
    done        bigint      not null default 0,
    total       bigint      not null default 0,
    started_at  timestamptz,
    finished_at timestamptz,
    diff        jsonb,
    error       text
);
create index rule_preview_waiting on rule_preview (created_at) where status in ('QUEUED', 'RUNNING');
