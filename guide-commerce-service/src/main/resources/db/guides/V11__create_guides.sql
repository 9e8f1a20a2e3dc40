create table guide (
    guide_id      uuid        primary key,
    version       bigint      not null,
    status        text        not null,
    display_name  text        not null,
    destinations  text[]      not null,
    categories    text[]      not null,
    languages     text[]      not null,
    -- What new guides give to say who brought them.
    referral_code text        not null unique,
    -- Given at registration and never changed, so referral has no circles.
    referrer_id   uuid        references guide (guide_id) check (referrer_id <> guide_id),
    payee_name    text,
    payee_account text,
    payee_bic     text,
    created_at    timestamptz not null,
    changed_at    timestamptz not null,
    constraint payee_is_whole check ((payee_name is null) = (payee_account is null))
);
create index guide_of_referrer on guide (referrer_id) where referrer_id is not null;

create table merchant (
    merchant_id text primary key,
    name        text not null,
    currency    text not null
);

create table product (
    product_id  text   primary key,
    merchant_id text   not null references merchant (merchant_id),
    title       text   not null,
    destination text   not null,
    category    text   not null,
    price_minor bigint not null check (price_minor >= 0),
    currency    text   not null
);

-- What holds from when on; rows are added and never changed, because a rate is locked at the click.
create table commission_plan (
    plan_id             text        not null,
    effective_from      timestamptz not null,
    category            text,
    destination         text,
    commission_bps      int         not null check (commission_bps between 0 and 10000),
    guide_share_bps     int         not null check (guide_share_bps between 0 and 10000),
    referrer_share_bps  int         not null check (referrer_share_bps between 0 and 10000),
    hold_days           int         not null check (hold_days between 0 and 365),
    primary key (plan_id, effective_from)
);

create table recommendation (
    code       text        primary key,
    guide_id   uuid        not null references guide (guide_id),
    product_id text        not null references product (product_id),
    created_at timestamptz not null,
    unique (guide_id, product_id)
);

create table touch (
    click_id   uuid        primary key,
    visitor_id uuid        not null,
    code       text        not null references recommendation (code),
    at         timestamptz not null
);
create index touch_of_visitor on touch (visitor_id, at);
