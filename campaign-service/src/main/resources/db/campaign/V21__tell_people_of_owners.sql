-- What counting people by event time needs to know of a tenure, and whom an older id of a person stands for.
alter table key_owner
    -- When the key was first seen in this tenure; null where that was told before it was kept: then from the beginning.
    add column first_seen_at timestamptz,
    -- Whether identity says that it is nobody's, because it is shared or withdrawn, and not only that it owns nothing.
    add column nobodys       boolean not null default false,
    -- The id that the key founds, where its first tenure is somebody else's.
    add column founder       uuid;
update key_owner set nobodys = true where profile_id is null;
create index key_owner_founder on key_owner (founder) where founder is not null;
