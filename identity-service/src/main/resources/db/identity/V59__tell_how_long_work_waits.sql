-- Since when a group waits for the background, and an identifier for its decision; of those that wait already, since now.
alter table component add column waits_since timestamptz;
update component set waits_since = clock_timestamp() where rules_version <= 0;
alter table quarantine_due add column since timestamptz not null default clock_timestamp();

-- When a run of an owner last ended: the next one is of whoever has waited longest.
create index linkage_run_finished on linkage_run (owner, finished_at);
