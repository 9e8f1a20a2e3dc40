-- What people decided about identifiers: as much evidence as what was seen.

-- Nothing on one side of a cut joins anything on the other.
create table cut (
    id         uuid        primary key,
    profile_id uuid        not null,
    -- The identifiers of both sides, packed like those of evidence.
    apart      bytea       not null,
    rest       bytea       not null,
    decided_by text        not null,
    decided_at timestamptz not null,
    reason     text
);

create table cut_key (
    key    bytea not null,
    cut_id uuid  not null,
    primary key (key, cut_id)
);

-- Evidence that was taken back, whole or (observation_id) one sighting of it, or a cut.
create table removal (
    evidence_id    uuid        not null,
    observation_id text        not null default '',
    removed_by     text        not null,
    removed_at     timestamptz not null,
    primary key (evidence_id, observation_id)
);

create table removal_key (
    key         bytea not null,
    evidence_id uuid  not null,
    primary key (key, evidence_id)
);

-- What is left of erased identifiers; and until when somebody who was erased had one that is somebody else's too, which
-- founds no new profile.
create table erasure (
    key       bytea   primary key,
    erased_at bigint  not null,
    founds    boolean not null default true
);

-- Ids of profiles that no identifier of their own founded: the tenure that did.
create table founding (
    profile_id uuid   primary key,
    key        bytea  not null,
    at         bigint not null
);
create index founding_key on founding (key);
