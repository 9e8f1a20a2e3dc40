-- Keys that evidence connects: what is locked and folded as one.
create table component (
    id            bigint  primary key,
    clean         boolean not null,
    founder       bytea   not null,
    founded_at    bigint  not null,
    counts        bytea   not null,
    evidence_rows int     not null
) with (fillfactor = 80);

create table identifier (
    key            bytea   primary key,
    type           text    not null,
    scope          text    not null,
    mask           text    not null,
    data_set_id    text,
    -- The profile this identifier founds or would found. Every profile id ever issued is found again through this.
    own_profile_id uuid    not null,
    first_at       bigint  not null,
    -- 0 for a quarantined key, which connects nothing.
    component_id   bigint  not null,
    quarantined    boolean not null,
    -- 64 bits of each person it was seen with, until there are too many.
    neighbours     bytea   not null,
    version        bigint  not null
) with (fillfactor = 80);
create index identifier_component on identifier (component_id);
create index identifier_own_profile on identifier (own_profile_id);

-- Who owned a key, from when to when. A null owner: the key is shared and identifies nobody.
create table tenure (
    key           bytea  not null,
    purposes      int    not null,
    valid_from    bigint not null,
    valid_to      bigint not null,
    profile_id    uuid,
    first_seen_at bigint not null,
    version       bigint not null,
    primary key (key, purposes, valid_from)
) with (fillfactor = 80);
create index tenure_profile on tenure (profile_id);

-- Keys that were seen with more persons than their type allows. They stay here until a person releases them.
create table quarantine (
    key         bytea       primary key,
    degree      int         not null,
    persons_max int         not null,
    since       timestamptz not null default clock_timestamp()
);
