create table sale_order (
    merchant_id  text        not null references merchant (merchant_id),
    order_id     text        not null,
    -- What the shop said, hashed: the same id with another content is a conflict.
    digest       bytea       not null,
    status       text        not null check (status in ('PLACED', 'PAID', 'DELIVERED', 'CANCELLED')),
    placed_at    timestamptz not null,
    checkout_at  timestamptz,
    click_id     uuid,
    code         text,
    -- Keyed hashes of who bought; never in clear.
    buyer_keys   bytea[]     not null,
    -- Every touch and why it won or lost, as it was decided.
    attribution  jsonb       not null,
    delivered_at timestamptz,
    primary key (merchant_id, order_id)
);
create index sale_order_by_id on sale_order (order_id);

create table sale_line (
    merchant_id        text   not null,
    order_id           text   not null,
    line_id            text   not null,
    product_id         text   not null references product (product_id),
    quantity           int    not null check (quantity > 0),
    currency           text   not null,
    net_minor          bigint not null check (net_minor >= 0),
    left_minor         bigint not null check (left_minor between 0 and net_minor),
    attribution        text   not null,
    -- The guide, then whoever brought them, as many as are paid; empty where the sale is nobody's.
    payees             uuid[] not null check (cardinality(payees) <= 3),
    commission_bps     int    not null,
    guide_share_bps    int    not null,
    referrer_share_bps int    not null,
    hold_days          int    not null,
    primary key (merchant_id, order_id, line_id),
    foreign key (merchant_id, order_id) references sale_order (merchant_id, order_id)
);

create table sale_refund (
    merchant_id text        not null,
    order_id    text        not null,
    refund_id   text        not null,
    digest      bytea       not null,
    at          timestamptz not null,
    primary key (merchant_id, order_id, refund_id),
    foreign key (merchant_id, order_id) references sale_order (merchant_id, order_id)
);

create table commission (
    commission_id  uuid     primary key,
    merchant_id    text     not null,
    order_id       text     not null,
    line_id        text     not null,
    -- 0 for the guide of the sale, 1 and 2 for who brought them. Nobody is paid beyond, whatever is configured.
    depth          smallint not null constraint no_pyramid check (depth between 0 and 2),
    guide_id       uuid     not null references guide (guide_id),
    currency       text     not null,
    state          text     not null,
    accrued_minor  bigint   not null check (accrued_minor > 0),
    left_minor     bigint   not null check (left_minor between 0 and accrued_minor),
    located_minor  bigint   not null check (located_minor >= 0),
    debt_minor     bigint   not null check (debt_minor >= 0),
    accrued_at     timestamptz not null,
    -- When delivery and return window are over; null before delivery.
    payable_from   timestamptz,
    payout_item_id uuid,
    constraint commission_once unique (merchant_id, order_id, line_id, depth),
    foreign key (merchant_id, order_id, line_id) references sale_line (merchant_id, order_id, line_id)
);
create index commission_due on commission (payable_from) where state = 'PENDING';
create index commission_payable on commission (currency, guide_id, payable_from) where state = 'PAYABLE';
create index commission_indebted on commission (guide_id, currency, accrued_at) where debt_minor > 0;
create index commission_of_item on commission (payout_item_id) where payout_item_id is not null;
