-- From when to when holds were on identifiers, for reports: nobody is missed who must not be reached. Kept when they end.
create table held_time (
    hold_id   uuid        not null,
    key       bytea       not null,
    version   bigint      not null,
    -- Whose the identifier is while identity has said nothing of it.
    founds    uuid        not null,
    opened_at timestamptz not null,
    ends_at   timestamptz,
    primary key (hold_id, key)
);
