-- Who owns an identifier for service messages: every tenure of each key of which identity says another owner for SERVICE
-- than for ADS at some time, and nothing of any other. Times are those of the table owner.
create table service_owner (
    key           bytea   not null,
    valid_from    bigint  not null,
    valid_to      bigint  not null,
    profile_id    uuid,
    quarantined   boolean not null,
    version       bigint  not null,
    type          text    not null,
    first_seen_at bigint  not null,
    data_set_id   text,
    founds        uuid,
    primary key (key, valid_from)
);

-- Whose such a key is at some time, for ADS or for SERVICE, and the profiles that it founded: a decision looks here first,
-- and finds nothing of nearly everybody.
create table service_person (
    profile_id uuid  not null,
    key        bytea not null,
    primary key (profile_id, key)
);
create index service_person_key on service_person (key);
create index service_owner_of_profile on service_owner (profile_id);
create index service_owner_founds on service_owner (founds) where founds is not null;

-- In which spans touches under such a key, or under the name of a profile that it founded, are of somebody else for SERVICE
-- than whose history they are kept in; nobody's where the key is shared. Reports of service messages count by it.
create table service_span (
    key         bytea       not null,
    filed_under bytea       not null,
    from_at     timestamptz not null,
    to_at       timestamptz not null,
    kept_in     uuid        not null,
    profile_id  uuid        not null,
    nobody      boolean     not null,
    primary key (kept_in, filed_under, from_at, key)
);
create index service_span_key on service_span (key);
create index service_span_of_profile on service_span (profile_id);

-- The touches of the read model with whose each is for SERVICE.
create view service_touch as
select t.profile_id, t.touch_id, t.campaign_id, t.channel, t.occurred_at, t.state, t.exposure, t.live, t.strength, t.causes,
       t.reporter, t.expires_at, t.import_id, t.filed_under
  from touch_view t
 where not exists (select from service_span s
                    where s.kept_in = t.profile_id and s.filed_under = t.filed_under
                      and s.from_at <= t.occurred_at and s.to_at > t.occurred_at)
 union all
select s.profile_id, t.touch_id, t.campaign_id, t.channel, t.occurred_at, t.state, t.exposure, t.live, t.strength, t.causes,
       t.reporter, t.expires_at, t.import_id, t.filed_under
  from service_span s
  join touch_view t on t.profile_id = s.kept_in and t.filed_under = s.filed_under
                   and s.from_at <= t.occurred_at and s.to_at > t.occurred_at;

-- Whoever has, or had, touches for SERVICE, as touch_holder says it for ADS.
create view service_holder as
select h.profile_id, h.undetermined, h.first_touched_at, h.strongest
  from touch_holder h
 where h.undetermined or not exists (select from service_person p where p.profile_id = h.profile_id)
 union all
select concerned.profile_id, false, theirs.first_touched_at, theirs.strongest
  from (select distinct profile_id from service_person) concerned
 cross join lateral (
       select min(touch.occurred_at) filter (where touch.live) as first_touched_at, min(touch.strength) as strongest
         from (select t.occurred_at, t.live, t.strength from touch_view t
                where t.profile_id = concerned.profile_id
                  and not exists (select from service_span s
                                   where s.kept_in = t.profile_id and s.filed_under = t.filed_under
                                     and s.from_at <= t.occurred_at and s.to_at > t.occurred_at)
                union all
               select t.occurred_at, t.live, t.strength
                 from service_span s
                 join touch_view t on t.profile_id = s.kept_in and t.filed_under = s.filed_under
                                  and s.from_at <= t.occurred_at and s.to_at > t.occurred_at
                where s.profile_id = concerned.profile_id) touch) theirs
 where theirs.strongest is not null
   and not exists (select from touch_holder h where h.profile_id = concerned.profile_id and h.undetermined)
   and not exists (select from service_span s where s.profile_id = concerned.profile_id and s.nobody)
 union all
select distinct s.profile_id, true, null::timestamptz, null::smallint
  from service_span s
 where s.nobody and not exists (select from touch_holder h where h.profile_id = s.profile_id and h.undetermined);

-- Who there is for SERVICE, as person says it for ADS; how strong an identifier is, as the built-in rules say.
create view service_profile as
select p.profile_id, p.first_seen_at, p.strongest, p.data_set_id
  from person p
 where not exists (select from service_person c where c.profile_id = p.profile_id)
 union all
select concerned.profile_id, to_timestamp(min(tenure.first_seen_at) / 1000.0), min(tenure.strongest)::smallint,
       min(tenure.data_set_id)
  from (select distinct profile_id from service_person) concerned
 cross join lateral (
       select o.first_seen_at, o.type, o.data_set_id from owner o
        where o.profile_id = concerned.profile_id and not exists (select from service_owner s where s.key = o.key)
        union all
       select s.first_seen_at, s.type, s.data_set_id from service_owner s
        where s.profile_id = concerned.profile_id
        union all
       -- An identifier of which nothing is said any more because ADS was withdrawn is its own for SERVICE.
       select o.first_seen_at, o.type, o.data_set_id from owner o
        where o.founds = concerned.profile_id and o.valid_from = -9223372036854775808
          and o.profile_id is null and not o.quarantined and o.erased_at is null
          and not exists (select from service_owner s where s.key = o.key)
          and not exists (select from owner says
                           where says.key = o.key and (says.profile_id is not null or says.quarantined))) said
 cross join lateral (
       select said.first_seen_at, said.data_set_id,
              case when said.type = 'cookie' then 2 when said.type in ('idfa', 'oaid', 'gaid') then 1 else 0 end
              as strongest) tenure
 group by concerned.profile_id;

-- Who is on a list, under the ids that they have for SERVICE. The key of a name is the id and as many zeros.
create view service_member as
select m.campaign_id, m.version, coalesce(s.profile_id, m.resolved) as resolved
  from audience_member m
  left join service_span s on s.kept_in = m.resolved
                          and s.filed_under = uuid_send(m.profile_id) || '\x00000000000000000000000000000000'::bytea;
