-- Whether ADS was withdrawn for the identifier before this service heard what identity says for SERVICE. Whose it is for
-- that is not known, and taken to be what ADS says next.
alter table owner add column untold boolean not null default false;
update owner o
   set untold = true
  from hold_key h
 where h.key = o.key and h.withdrawn and h.active
   and o.valid_to = 9223372036854775807 and o.profile_id is null and not o.quarantined and o.erased_at is null;
