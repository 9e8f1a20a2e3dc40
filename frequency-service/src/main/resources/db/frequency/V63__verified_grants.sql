-- The grants that the journal tells of, by what became of them. Null until they are counted.
alter table journal_verification add column grants jsonb;
