-- A user and a client never share a name: the name is the subject of a token, and a subject is one party.
create table subject (
    name text primary key,
    kind text not null check (kind in ('USER', 'CLIENT'))
);

create table account (
    username             text primary key,
    password_hash        text        not null,
    roles                text[]      not null,
    guide_id             text,
    enabled              boolean     not null default true,
    failures             integer     not null default 0,
    locked_until         timestamptz,
    created_at           timestamptz not null default now(),
    -- Tokens issued before this moment are refused: a new password or a disabled account ends what was open.
    tokens_valid_from    timestamptz not null default '1970-01-01 00:00:00+00',
    -- A keyed fingerprint of the password the environment gave last; it changes only when the environment does.
    environment_fingerprint text
);

create table client (
    client_id             text primary key,
    secret_hash           text        not null,
    previous_secret_hash  text,
    previous_secret_until timestamptz,
    scopes                text[]      not null,
    partner_id            text,
    merchant_id           text,
    enabled               boolean     not null default true,
    created_at            timestamptz not null default now(),
    environment_fingerprint text
);
