-- Who owns which identifier, and when, for the purpose ADS: this service's copy, fed by identity's changes. Times are
-- epoch milliseconds; the least and greatest bigint mean from the beginning and until further notice.
create table owner (
    key           bytea   not null,
    valid_from    bigint  not null,
    valid_to      bigint  not null,
    profile_id    uuid,
    quarantined   boolean not null,
    version       bigint  not null,
    type          text    not null,
    first_seen_at bigint  not null,
    data_set_id   text,
    -- The profile id that resolves as this tenure does. It stays when the tenure changes hands: that is an alias.
    founds        uuid,
    primary key (key, valid_from)
);
create index owner_of_profile on owner (profile_id);
create unique index owner_founds on owner (founds) where founds is not null;

-- Identifiers under a brand hold, with who owns them now; kept up by changes of ownership.
create table hold_key (
    hold_id  uuid    not null,
    key      bytea   not null,
    resolved uuid    not null,
    active   boolean not null,
    until    timestamptz,
    primary key (hold_id, key)
);
create index hold_key_of_profile on hold_key (resolved) where active;
create index hold_key_key on hold_key (key);

create table hold (
    hold_id uuid   primary key,
    version bigint not null,
    state   text   not null
);

-- Profiles on a campaign's list, with whom they stand for now.
create table audience_member (
    campaign_id uuid   not null,
    version     bigint not null,
    profile_id  uuid   not null,
    resolved    uuid   not null,
    primary key (campaign_id, version, profile_id)
);
create index audience_member_of_profile on audience_member (resolved);
create index audience_member_profile on audience_member (profile_id);
