-- What the platform bears of a commission's debt, and since when there is any.
alter table commission
    add written_off_minor bigint not null default 0 check (written_off_minor >= 0),
    add debt_since timestamptz,
    -- Empty for what the sale earned; the id of a chargeback for what is earned anew because it was won.
    add origin text not null default '';
update commission set debt_since = accrued_at where debt_minor > 0;
drop index commission_once;
create unique index commission_once on commission (merchant_id, order_id, line_id, depth, origin) where left_minor > 0;

-- Also what is kept for the tax office is never less than nothing.
alter table account drop constraint owes_nobody_less_than_nothing;
alter table account add constraint owes_nobody_less_than_nothing check (
    kind not in ('GUIDE_PENDING', 'GUIDE_PAYABLE', 'GUIDE_RESERVED', 'GUIDE_PAID', 'TAX_WITHHELD') or balance_minor >= 0);

create table chargeback (
    merchant_id   text        not null,
    order_id      text        not null,
    chargeback_id text        not null,
    digest        bytea       not null,
    status        text        not null check (status in ('OPEN', 'WON', 'LOST')),
    opened_at     timestamptz not null,
    closed_at     timestamptz check ((closed_at is null) = (status = 'OPEN')),
    primary key (merchant_id, order_id, chargeback_id),
    foreign key (merchant_id, order_id) references sale_order (merchant_id, order_id)
);

create table chargeback_line (
    merchant_id   text   not null,
    order_id      text   not null,
    chargeback_id text   not null,
    line_id       text   not null,
    -- What was left of the line when the bank took it, and no more: what had been refunded is not taken again.
    taken_minor   bigint not null check (taken_minor >= 0),
    primary key (merchant_id, order_id, chargeback_id, line_id),
    foreign key (merchant_id, order_id, chargeback_id) references chargeback (merchant_id, order_id, chargeback_id),
    foreign key (merchant_id, order_id, line_id) references sale_line (merchant_id, order_id, line_id)
);

-- Who decided that the platform bears a debt, and why.
create table write_off (
    write_off_id uuid        primary key,
    guide_id     uuid        not null references guide (guide_id),
    currency     text        not null,
    amount_minor bigint      not null check (amount_minor > 0),
    reason       text        not null,
    decided_by   text        not null,
    at           timestamptz not null
);
