-- The import whose exposures alone are replayed; null where those of the whole campaign are.
alter table simulation add column import_id uuid;
