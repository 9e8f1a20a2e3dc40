-- Messages that were taken: the same id counts once, and with another content it is a conflict.
create table behaviour_message (
    owner      text  not null,
    message_id text  not null,
    digest     bytea not null,
    primary key (owner, message_id)
);

-- What was last said of the customer who has an identifier. The clear identifiers are never here.
create table trait (
    key        bytea            not null check (octet_length(key) = 32),
    name       text             not null,
    value      text             not null,
    said_at    timestamptz      not null,
    message_id text collate "C" not null,
    primary key (key, name)
);
