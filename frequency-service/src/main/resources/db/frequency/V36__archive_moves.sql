-- In whose history an archived touch is counted, as the journal says. It follows the identifier in steps, some time after the
-- identifier changed hands. Null for touches from before this was kept whose identifier nobody had been told to own: they
-- are counted at the profile that the identifier founds.
alter table touch_archive add column profile_id uuid;

-- What was filed under a profile's own name goes by the tenure that founded the profile.
update touch_archive a set profile_id = o.profile_id
  from owner o
 where substring(a.filed_under from 17) = '\x00000000000000000000000000000000'
   and o.founds = encode(substring(a.filed_under for 16), 'hex')::uuid
   and o.profile_id is not null and not o.quarantined;

update touch_archive a set profile_id = o.profile_id
  from owner o
 where o.key = a.filed_under and o.profile_id is not null and not o.quarantined
   and a.at_millis >= o.valid_from and (a.at_millis < o.valid_to or o.valid_to = 9223372036854775807)
   and not exists (select 1 from owner later
                    where later.key = o.key and later.valid_from > o.valid_from
                      and (later.profile_id is not null or later.quarantined)
                      and a.at_millis >= later.valid_from
                      and (a.at_millis < later.valid_to or later.valid_to = 9223372036854775807));

-- The rest is nobody's or its home's; the read model knows those in buckets.
update touch_archive a set profile_id = v.profile_id
  from touch_view v join touch_holder h on h.profile_id = v.profile_id and h.undetermined
 where a.profile_id is null and v.touch_id = a.touch_id;

-- Archived touches that are to follow their identifier. A worker takes a row, brings some of the touches from
-- (from_millis, from_touch_id) on to whoever owns them by then, and leaves the rest of the way in the row.
create table archive_move (
    id            bigint generated always as identity primary key,
    filed_under   bytea       not null,
    from_millis   bigint      not null,
    from_touch_id bigint      not null,
    to_millis     bigint      not null,
    began_at      timestamptz not null default clock_timestamp()
);
