-- Long work that survives its worker. A worker holds a lease and renews it with every step it commits.
create table job (
    job_id       uuid primary key,
    kind         text        not null,
    owner        text        not null,
    status       text        not null check (status in ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED')),
    created_at   timestamptz not null default now(),
    started_at   timestamptz,
    finished_at  timestamptz,
    lease_token  uuid,
    lease_until  timestamptz,
    attempts     int         not null default 0,
    error_code   text,
    error_detail text
);

create index job_open on job (kind, created_at) where status in ('QUEUED', 'RUNNING');
create index job_newest on job (kind, created_at desc, job_id desc);
