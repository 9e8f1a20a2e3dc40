-- Channels and campaigns as the campaign feeds last told them; the newest version wins. Bodies are the events themselves.
create table channel_policy (
    channel_id text   primary key,
    version    bigint not null,
    body       text   not null
);

create table campaign_policy (
    campaign_id uuid   primary key,
    version     bigint not null,
    body        text   not null
);

-- Rises with every change of either, so that a decision can tell that what it holds in memory is no longer the newest.
create table policy_revision (
    only_one boolean primary key default true check (only_one),
    revision bigint  not null
);
insert into policy_revision (revision) values (1);
