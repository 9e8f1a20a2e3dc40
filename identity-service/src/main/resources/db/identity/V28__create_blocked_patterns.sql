-- Values that identify nobody, beside those that are built in; of any type where none is named.
create table rule_blocked (
    version  bigint not null references rule_set,
    position int    not null,
    type     text,
    pattern  text   not null,
    primary key (version, position)
);
