-- Events written in the transaction of the change they tell of; a relay publishes them in commit order.
create table outbox (
    id           bigint generated always as identity primary key,
    txid         xid8        not null default pg_current_xact_id(),
    topic        text        not null,
    message_key  text        not null,
    type         text        not null,
    payload      text        not null,
    created_at   timestamptz not null default clock_timestamp(),
    -- Position in the topic's feed, without gaps; given by the relay only below the oldest running transaction,
    -- because an identity column shows 2 before 1 commits.
    sequence     bigint,
    published_at timestamptz
);
create index outbox_unnumbered on outbox (txid, id) where sequence is null;
create index outbox_unpublished on outbox (id) where sequence is not null and published_at is null;
create unique index outbox_feed on outbox (topic, sequence) where sequence is not null;

create table outbox_position (
    topic    text   primary key,
    sequence bigint not null
);
