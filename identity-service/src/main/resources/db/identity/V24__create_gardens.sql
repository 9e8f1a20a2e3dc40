-- Channels as the campaign service defines them, as far as it matters here: a closed one shares no identifiers.
create table garden (
    channel_id text    primary key,
    version    bigint  not null,
    closed     boolean not null,
    partner_id text
);
