-- Whether the exposure named a grant; null in rows from before. The touch of one that did not has the first half of the
-- claim as its id: what an erased person leaves is found by the touches that are erased, and only the others by identifier.
alter table exposure_claim add column if not exists of_grant boolean;
