-- What an erased person leaves is found without reading whole tables. Of claims by the identifier they were counted under;
-- no hash index, though only equality is asked for: a robot or a kiosk has a million claims under one identifier, and each
-- insert would walk its chain of pages.
create index exposure_claim_filed_under on exposure_claim (filed_under) where filed_under is not null;
create index held_time_key on held_time (key);

-- Grants that died and were dropped from a long history, by the identifier they were filed under: all others are still in a
-- history or in the archive, and go from there.
create table forgotten_grant (
    filed_under bytea  not null,
    touch_id    bigint not null,
    primary key (filed_under, touch_id)
);

-- Grants up to this row of the journal may have been dropped without being noted: their notes are read one by one.
create table forgotten_unnoted (
    only_one   boolean primary key default true check (only_one),
    journal_id bigint not null
);
insert into forgotten_unnoted (journal_id) select max(id) from journal having max(id) is not null;
