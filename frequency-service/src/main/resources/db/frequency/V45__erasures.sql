-- Up to when what happened to the owner of a withdrawn tenure was erased, epoch milliseconds, inclusive: the row stays as
-- what is left of them, so that exposures from before that come late are not counted. Null where nobody was erased.
alter table owner add column erased_at bigint;

-- Erased identifiers, with the profiles they were counted under, whose claims and notes are still to be taken out.
create table erased_trace (
    key        bytea       not null,
    profile_id uuid        not null,
    erased_at  bigint      not null,
    noted_at   timestamptz not null default clock_timestamp(),
    primary key (key, profile_id)
);
