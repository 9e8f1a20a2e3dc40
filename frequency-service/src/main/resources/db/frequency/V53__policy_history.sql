-- Channels, campaigns and rules as they were told, by the revision that told them: a choice between campaigns is explained by
-- deciding it once more by the rules of then. What was replaced eight days ago is forgotten, notes of choices being read for
-- seven.
create table policy_history (
    kind     text        not null,
    id       text        not null,
    revision bigint      not null,
    told_at  timestamptz not null default clock_timestamp(),
    body     text        not null,
    primary key (kind, id, revision)
);

insert into policy_history (kind, id, revision, body)
select 'CHANNEL', channel_id, revision, body from channel_policy, policy_revision
union all
select 'CAMPAIGN', campaign_id::text, revision, body from campaign_policy, policy_revision
union all
select kind, rule_id, revision, body from governance_policy, policy_revision;
