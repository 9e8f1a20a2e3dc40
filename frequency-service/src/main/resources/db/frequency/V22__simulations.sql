-- A plan to try on a campaign's stored exposures, and what came of it.
create table simulation (
    job_id      uuid primary key references job,
    campaign_id uuid  not null,
    plan        jsonb not null,
    result      jsonb
);
