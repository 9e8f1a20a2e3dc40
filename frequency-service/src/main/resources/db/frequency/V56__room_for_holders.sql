-- Whoever is touched again gets a new version on the same page, and no new entry in the indexes. Only a setting is written:
-- pages that are there keep what they have.
alter table touch_holder set (fillfactor = 85);
