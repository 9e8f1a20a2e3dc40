-- Lists of profiles by content: campaigns with the same people share one, and every version of a campaign keeps its own.
create table profile_list (
    digest  text  primary key,
    size    int   not null,
    -- 16 bytes per profile, each once, in order.
    members bytea not null
);

create table campaign (
    campaign_id      uuid        primary key,
    version          bigint      not null,
    status           text        not null,
    name             text        not null,
    starts_at        timestamptz not null,
    ends_at          timestamptz not null check (ends_at > starts_at),
    audience_kind    text        not null,
    audience_digest  text        references profile_list (digest),
    audience_size    int,
    data_set_id      text,
    -- The version of the campaign at which the list last changed: its members were published under that number.
    audience_version bigint      not null,
    message_class    text        not null,
    priority         int         not null,
    authors          text[]      not null,
    approved_by      text,
    created_at       timestamptz not null,
    changed_at       timestamptz not null
);
create index campaign_newest on campaign (created_at desc, campaign_id desc);
create index campaign_running on campaign (starts_at, ends_at) where status = 'ACTIVE';

create table campaign_plan_row (
    campaign_id     uuid not null references campaign (campaign_id),
    position        int  not null,
    channel         text not null references channel (channel_id),
    target          int  not null check (target >= 1),
    minimum         int  not null check (minimum between 0 and target),
    window_kind     text not null,
    rolling_seconds bigint,
    calendar_unit   text,
    calendar_zone   text,
    primary key (campaign_id, position)
);
create index campaign_plan_row_channel on campaign_plan_row (channel);

-- Every version that ever was, as it was.
create table campaign_version (
    campaign_id uuid        not null references campaign (campaign_id),
    version     bigint      not null,
    change      text        not null,
    changed_by  text        not null,
    changed_at  timestamptz not null,
    body        jsonb       not null,
    primary key (campaign_id, version)
);
