-- How identifiers are read, by version of the identity rules; every version, because exposures on their way and
-- explanations name theirs. Before the first, those that are built in hold.
create table identity_rules (
    version bigint      not null primary key,
    body    text        not null,
    told_at timestamptz not null default clock_timestamp()
);
