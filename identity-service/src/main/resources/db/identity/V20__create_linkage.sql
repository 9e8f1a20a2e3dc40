-- Records of people without a shared key, and who of them is one person. See docs/reference/linkage.md.

create table linkage_record (
    owner          text    not null,
    record_id      text    not null,
    seq            bigint  generated always as identity unique,
    source         text    not null,
    -- A fingerprint of what was sent, to tell a repetition from something else under the same id.
    body           uuid    not null,
    -- What was sent, encrypted with a key made from the deployment's.
    fields         bytea   not null,
    -- The profile this record founds, or would found.
    own_profile_id uuid    not null,
    profile_id     uuid    not null,
    -- Whether a run over all records, and one over those of its source, has compared it with the others.
    linked         boolean not null default false,
    source_linked  boolean not null default false,
    primary key (owner, record_id)
);
create index linkage_record_profile on linkage_record (profile_id);
create unique index linkage_record_own_profile on linkage_record (own_profile_id);

create table linkage_run (
    run_id      uuid        primary key,
    owner       text        not null,
    -- Null for a run over all records of its owner.
    source      text,
    status      text        not null,
    created_at  timestamptz not null default clock_timestamp(),
    started_at  timestamptz,
    finished_at timestamptz,
    lease_token uuid,
    lease_until timestamptz,
    attempts    int         not null default 0,
    error       text,
    figures     jsonb,
    -- What the run found out about the records, for the next one to begin with.
    parameters  jsonb
);
create index linkage_run_open on linkage_run (created_at) where status in ('QUEUED', 'RUNNING');

create table linkage_pair (
    pair_id     bigint           generated always as identity primary key,
    run_id      uuid             not null references linkage_run,
    first_seq   bigint           not null,
    second_seq  bigint           not null,
    probability double precision not null,
    state       text             not null,
    evidence    jsonb            not null
);
create index linkage_pair_run on linkage_pair (run_id, state, pair_id);
create index linkage_pair_apart on linkage_pair (first_seq, second_seq) where state = 'DIFFERENT';
