-- A journal held against the stored histories, and what came of it.
create table journal_verification (
    job_id           uuid   primary key references job,
    entries_folded   bigint not null default 0,
    profiles_checked bigint not null default 0,
    -- Null until it is known.
    difference_count bigint,
    differences      jsonb
);
