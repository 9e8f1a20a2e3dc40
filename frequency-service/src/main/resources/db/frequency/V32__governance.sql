-- Ceilings and quiet hours as the governance feed last told them; the newest version wins, and a removed rule keeps its
-- row so that an older version cannot bring it back.
create table governance_policy (
    kind    text    not null,
    rule_id text    not null,
    version bigint  not null,
    removed boolean not null,
    body    text    not null,
    primary key (kind, rule_id)
);
