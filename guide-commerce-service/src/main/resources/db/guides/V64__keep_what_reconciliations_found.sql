-- What was reckoned twice, when, and what did not match; mismatches of each check as many as are listed at most.
create table reconciliation_run (
    run_id      uuid        primary key,
    at          timestamptz not null,
    took_millis bigint      not null,
    differences int         not null,
    mismatches  jsonb       not null
);
create index reconciliation_run_newest on reconciliation_run (at, run_id);
