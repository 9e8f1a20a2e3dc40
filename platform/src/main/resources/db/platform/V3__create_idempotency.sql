-- The first answer to a POST with an Idempotency-Key, for as long as the key is kept.
create table idempotency_key (
    owner        text        not null,
    route        text        not null,
    key          text        not null,
    request_hash bytea       not null,
    status       int,
    content_type text,
    location     text,
    body         bytea,
    created_at   timestamptz not null default clock_timestamp(),
    primary key (owner, route, key)
);
create index idempotency_key_age on idempotency_key (created_at);
