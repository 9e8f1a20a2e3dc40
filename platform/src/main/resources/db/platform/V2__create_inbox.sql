-- Each event takes effect once per consumer: the claim commits with the effect.
create table inbox (
    consumer   text        not null,
    event_id   text        not null,
    claimed_at timestamptz not null default clock_timestamp(),
    primary key (consumer, event_id)
);

-- How far a consumer has followed a numbered feed, and how fresh that is.
create table feed_position (
    consumer     text        not null,
    topic        text        not null,
    sequence     bigint      not null,
    heartbeat_at timestamptz,
    primary key (consumer, topic)
);
