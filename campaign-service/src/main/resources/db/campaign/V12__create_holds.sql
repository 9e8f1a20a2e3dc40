-- A complaint and the silence it brings. The clear identifiers are never here.
create table brand_hold (
    hold_id        uuid        primary key,
    version        bigint      not null,
    state          text        not null,
    owner          text        not null,
    complaint_id   text        not null,
    -- What the complaint said, hashed: the same id with another content is a conflict.
    digest         bytea       not null,
    domain         text        not null,
    severity       text        not null,
    opened_at      timestamptz not null,
    reported_by    text        not null,
    received_at    timestamptz not null,
    resolved_at    timestamptz,
    until_at       timestamptz,
    released_by    text,
    released_at    timestamptz,
    release_reason text,
    key_count      int         not null,
    truncated      boolean     not null,
    constraint complaint_once unique (owner, complaint_id),
    constraint release_is_whole check ((released_by is null) = (release_reason is null)
                                   and (released_by is null) = (released_at is null))
);
create index brand_hold_listed on brand_hold (
    (case state when 'OPEN' then 0 when 'COOLING_DOWN' then 1 else 2 end), opened_at desc, hold_id desc);
create index brand_hold_due on brand_hold (until_at) where state = 'COOLING_DOWN';

-- The identifiers of the complaint itself.
create table hold_identifier (
    hold_id uuid  not null references brand_hold (hold_id),
    key     bytea not null check (octet_length(key) = 32),
    type    text  not null,
    scope   text  not null,
    mask    text  not null,
    primary key (hold_id, key)
);
create index hold_identifier_key on hold_identifier (key);

-- Whom and what the hold covers now; derived, and derived anew when identity changes.
create table hold_person (
    hold_id    uuid not null references brand_hold (hold_id),
    profile_id uuid not null,
    primary key (hold_id, profile_id)
);
create index hold_person_profile on hold_person (profile_id);

create table hold_key (
    hold_id uuid  not null references brand_hold (hold_id),
    key     bytea not null check (octet_length(key) = 32),
    primary key (hold_id, key)
);

-- Resolutions that arrived before their complaint.
create table early_resolution (
    owner        text        not null,
    complaint_id text        not null,
    resolved_at  timestamptz not null,
    resolved_by  text        not null,
    primary key (owner, complaint_id)
);
create index early_resolution_age on early_resolution (resolved_at);

-- This service's own copy of who owns which identifier, for live customers.
create table key_owner (
    key        bytea       not null check (octet_length(key) = 32),
    purpose    text        not null,
    valid_from timestamptz not null,
    valid_to   timestamptz not null,
    -- Null where the tenure was withdrawn: the row stays, because its version must not be overtaken by an older one.
    profile_id uuid,
    version    bigint      not null,
    primary key (key, purpose, valid_from)
);
create index key_owner_profile on key_owner (profile_id) where profile_id is not null;
