-- The read model of touches, built from the ledger's journal by one projector at a time. No decision reads it.
create table reach_progress (
    only_one       boolean primary key default true check (only_one),
    transaction_id bigint      not null,
    row_id         bigint      not null,
    as_of          timestamptz not null
);
insert into reach_progress (transaction_id, row_id, as_of) values (0, 0, 'epoch');

create table touch_view (
    profile_id  uuid        not null,
    touch_id    bigint      not null,
    campaign_id uuid        not null,
    channel     text        not null,
    occurred_at timestamptz not null,
    state       smallint    not null,
    exposure    boolean     not null,
    -- Whether the campaign is one of live customers and not of a data set.
    live        boolean     not null,
    strength    smallint    not null,
    causes      int         not null,
    reporter    text        not null,
    expires_at  timestamptz,
    import_id   uuid,
    primary key (profile_id, touch_id)
);
-- One person's touches on all channels, newest first.
create index touch_view_of_profile on touch_view (profile_id, occurred_at desc, touch_id desc);
-- Every report counts along this one without reading the table.
create index touch_view_exposures on touch_view (campaign_id, channel, profile_id, occurred_at, touch_id) where exposure;

-- Whoever has, or had, touches. The bucket of a shared identifier is nobody and is marked as such.
create table touch_holder (
    profile_id       uuid primary key,
    version          bigint  not null,
    undetermined     boolean not null,
    -- Earliest touch outside of data sets; null where there is none.
    first_touched_at timestamptz,
    -- The strongest identifier a touch was filed under (0 person, 1 device, 2 cookie); null where there is none.
    strongest        smallint
);
create index touch_holder_live on touch_holder (first_touched_at, profile_id)
    where first_touched_at is not null and not undetermined;
create index touch_holder_undetermined on touch_holder (profile_id) where undetermined;

-- The report of a campaign as it was when the campaign was completed.
create table reach_frozen (
    campaign_id uuid primary key,
    frozen_at   timestamptz not null,
    report      jsonb       not null
);

-- Who there is, as identity says: one row per person, described from the owner table.
create table person (
    profile_id    uuid primary key,
    first_seen_at timestamptz not null,
    strongest     smallint    not null,
    data_set_id   text
);
create index person_live on person (first_seen_at, profile_id) where data_set_id is null;

-- People whose identifiers changed and who are to be described anew; written with the change, emptied by the projector.
create table person_change (
    id         bigint generated always as identity primary key,
    profile_id uuid not null
);
