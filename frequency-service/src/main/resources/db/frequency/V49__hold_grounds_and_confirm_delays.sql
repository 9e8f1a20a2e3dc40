-- What denials say of a hold. Of holds from before, since is told as far as reports know it; a withdrawal of advertising is
-- for them a hold from the beginning of time.
alter table hold_key
    add column version   bigint,
    add column since     timestamptz,
    add column withdrawn boolean not null default false;
update hold_key k set version = h.version from hold h where h.hold_id = k.hold_id;
update hold_key k
   set withdrawn = t.opened_at = timestamptz 'epoch', since = nullif(t.opened_at, timestamptz 'epoch')
  from held_time t where t.hold_id = k.hold_id and t.key = k.key;

-- How many exposures came how long after their grant, by the day (UTC) on which they came: see Delays for the buckets.
create table confirm_delay (
    day     date   not null,
    channel text   not null,
    bucket  int    not null,
    count   bigint not null,
    primary key (day, channel, bucket)
);
