-- What denials say of a hold; of holds from before neither version nor since is known.
alter table hold_key
    add column version   bigint,
    add column since     timestamptz,
    add column withdrawn boolean not null default false;

-- How many exposures came how long after their grant, by the day (UTC) on which they came: see Delays for the buckets.
create table confirm_delay (
    day     date   not null,
    channel text   not null,
    bucket  int    not null,
    count   bigint not null,
    primary key (day, channel, bucket)
);
