-- How many percent of the people a campaign is meant for it does not reach, to compare with.
alter table campaign
    add column holdout_percent int not null default 0 check (holdout_percent between 0 and 100);
