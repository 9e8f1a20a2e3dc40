-- Orders as guide commerce last told them. One of somebody who was erased keeps its row and none of its keys: it is nobody's.
create table purchase (
    purchase_id bigint      generated always as identity primary key,
    merchant_id text        not null,
    order_id    text        not null,
    -- The place on the feed of what was told last.
    sequence    bigint      not null,
    placed_at   timestamptz not null,
    -- When guide commerce first told of it; the shop's clock may be ahead of that.
    told_at     timestamptz not null,
    -- Whether it is paid, and something of it was not refunded.
    counts      boolean     not null,
    constraint purchase_once unique (merchant_id, order_id)
);

-- The buyer's identifiers in the order in which they say whose it is. The clear identifiers are never here.
create table purchase_key (
    purchase_id bigint not null references purchase (purchase_id),
    place       int    not null,
    key         bytea  not null check (octet_length(key) = 32),
    -- Whose it is as long as identity has told of nobody.
    founder     uuid   not null,
    primary key (purchase_id, place)
);
create index purchase_key_key on purchase_key (key);
create index purchase_key_founder on purchase_key (founder);

-- Every version of the stages that was ever written; as long as there is none, the built-in ones hold as version 1.
create table stage_rules (
    version    bigint      primary key,
    stages     jsonb       not null,
    written_by text        not null,
    written_at timestamptz not null
);

-- What counting people by event time needs to know of a tenure, and whom an older id of a person stands for. Of tenures that
-- were told before it was kept nothing is guessed: the next time that identity tells of them says it.
alter table key_owner
    -- When the key was first seen in this tenure; null counts from the beginning.
    add column first_seen_at timestamptz,
    -- Whether identity says that it is nobody's, because it is shared or withdrawn, and not only that it owns nothing.
    add column nobodys       boolean not null default false,
    -- The id that the key founds, where its first tenure is somebody else's.
    add column founder       uuid;
