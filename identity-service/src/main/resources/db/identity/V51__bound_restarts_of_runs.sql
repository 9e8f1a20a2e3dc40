-- How often a run began again because somebody changed who is one person meanwhile.
alter table linkage_run add column restarts int not null default 0;
