-- Every version of the rules that was ever in force; of the first, which is built in, only once there is a second.
create table rule_set (
    version                 bigint      primary key,
    identifiers_per_profile int         not null,
    decided_by              text        not null,
    decided_at              timestamptz not null,
    -- The version that this one repeats, where it was rolled back to.
    restores                bigint,
    -- While it is applied: quarantined keys first, then components in the order of their ids, up to this one.
    applied_until           bigint      not null default 0,
    components_done         bigint      not null default 0,
    applied_at              timestamptz
);

create table rule_type (
    version         bigint not null references rule_set,
    type            text   not null,
    strength        text   not null,
    priority        int    not null,
    per_profile     int    not null,
    persons_per_key int    not null,
    primary key (version, type)
);

-- Under which rules people were settled, so that a change of the rules knows what is left to do.
alter table component add column rules_version bigint not null default 1;
alter table quarantine add column rules_version bigint not null default 1;
create index quarantine_rules on quarantine (rules_version);
