-- The identifier whose owner the exposure was counted for: the same id for somebody else is another exposure. Null for
-- claims from before this was kept.
alter table exposure_claim add column filed_under bytea;
