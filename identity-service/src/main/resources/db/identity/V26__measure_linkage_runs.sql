-- What a run was last measured to be, by labels that somebody had, and when.
alter table linkage_run add column measured jsonb;
alter table linkage_run add column measured_at timestamptz;
