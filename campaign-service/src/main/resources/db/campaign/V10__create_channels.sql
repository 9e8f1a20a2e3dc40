-- The ways to reach people, one row each.
create table channel (
    channel_id       text        primary key,
    version          bigint      not null,
    name             text        not null,
    domain           text        not null,
    closed           boolean     not null,
    family           text        not null,
    partner_id       text,
    grant_ttl_millis bigint      not null check (grant_ttl_millis > 0),
    on_unavailable   text        not null,
    created_at       timestamptz not null,
    changed_at       timestamptz not null
);
create index channel_of_partner on channel (partner_id, channel_id);
