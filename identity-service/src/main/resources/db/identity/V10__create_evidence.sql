-- Times are milliseconds since 1970: what the other services count in, and cheap to pass as arrays.

-- What everything else is derived from: these identifiers were seen together. Repeats of one set are one row.
create table evidence (
    id             uuid    primary key,
    owner          text    not null,
    source         text    not null,
    contact_domain text    not null,
    kind           text    not null,
    purposes       int     not null,
    data_set_id    text,
    -- The identifiers of the set, packed: type, scope and keyed hash of each.
    keys           bytea   not null,
    -- Times and observation ids, packed, so that any of them can be taken back; see Sightings for the bound.
    sightings      bytea   not null,
    sighting_count bigint  not null,
    first_at       bigint  not null,
    last_at        bigint  not null
);

create table evidence_key (
    key         bytea not null,
    evidence_id uuid  not null,
    primary key (key, evidence_id)
);

-- Links that are refused as things stand, and why.
create table held_link (
    evidence_id uuid  not null,
    purpose     text  not null,
    key         bytea not null,
    reason      text  not null,
    primary key (evidence_id, purpose, key)
);

-- Which observations were taken in, with the answer that a repeat gets again.
create table observation (
    id          uuid   primary key,
    body        uuid   not null,
    evidence_id uuid   not null,
    observed_at bigint not null,
    outcome     text   not null,
    profile_id  uuid,
    reasons     text   not null
);
