-- Whether ADS was withdrawn for the identifier before this service heard what identity says for SERVICE. Whose it is for
-- that is not known, and taken to be what ADS says next.
alter table owner add column untold boolean not null default false;
update owner set untold = true where profile_id is null and not quarantined and erased_at is null;
