-- Ceilings and quiet hours. A removed rule stays, because its version must go on where it is written again.
create table governance_rule (
    kind       text        not null check (kind in ('CEILING', 'QUIET_HOURS')),
    rule_id    text        not null,
    version    bigint      not null,
    removed    boolean     not null,
    -- What it says, or said last.
    body       jsonb       not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    primary key (kind, rule_id)
);
