-- In which time zone whoever owns an identifier lives, as was said last, with who owns it now; kept up by changes of
-- ownership.
create table customer_zone (
    key        bytea            primary key,
    resolved   uuid             not null,
    zone       text             not null,
    said_at    timestamptz      not null,
    message_id text collate "C" not null
);
create index customer_zone_of_profile on customer_zone (resolved);
