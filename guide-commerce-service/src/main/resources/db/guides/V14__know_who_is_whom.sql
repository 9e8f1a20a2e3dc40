-- This service's own copy of who owns which identifier key for service and commerce, for live customers.
create table key_owner (
    key        bytea       not null check (octet_length(key) = 32),
    valid_from timestamptz not null,
    valid_to   timestamptz not null,
    -- Null where nobody does: the row stays, because its version must not be overtaken by an older one.
    profile_id uuid,
    version    bigint      not null,
    primary key (key, valid_from)
);
create index key_owner_profile on key_owner (profile_id) where profile_id is not null;

-- Who a guide is when they shop, as keyed hashes.
create table guide_identifier (
    guide_id  uuid        not null references guide (guide_id),
    key       bytea       not null check (octet_length(key) = 32),
    type      text        not null,
    scope     text        not null,
    mask      text        not null,
    stated_at timestamptz not null,
    primary key (guide_id, key)
);
create index guide_identifier_key on guide_identifier (key);

-- Who made a click, as the shop knows when they sign in there.
create table touch_identifier (
    click_id uuid  not null references touch (click_id),
    key      bytea not null check (octet_length(key) = 32),
    primary key (click_id, key)
);
create index touch_identifier_key on touch_identifier (key);

-- A CLICK leads to the shop, a VIEW only shows what a guide says; seen is whether a person saw the guide's content with it.
alter table touch add column kind text not null default 'CLICK' check (kind in ('CLICK', 'VIEW'));
alter table touch add column seen boolean not null default true;

-- The keys among buyer_keys that name a person, not a device.
alter table sale_order add column person_keys bytea[] not null default '{}';
create index sale_order_buyer on sale_order using gin (buyer_keys);
create index sale_line_guide on sale_line ((payees[1])) where cardinality(payees) > 0;

-- Orders of which it is open whether guide and buyer are one person; nothing of theirs becomes payable meanwhile.
create table same_person_check (
    merchant_id text        not null,
    order_id    text        not null,
    asked_at    timestamptz not null,
    times       int         not null default 1,
    primary key (merchant_id, order_id),
    foreign key (merchant_id, order_id) references sale_order (merchant_id, order_id)
);
