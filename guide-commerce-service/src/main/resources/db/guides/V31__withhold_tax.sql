alter table payout_item add withheld_minor bigint not null default 0 check (withheld_minor >= 0);

-- What was kept back of a transfer, and how it was reckoned. A transfer that fails is corrected, not removed.
create table payout_withholding (
    item_id        uuid        primary key references payout_item (item_id),
    guide_id       uuid        not null references guide (guide_id),
    currency       text        not null,
    tax_year       int         not null,
    method         text        not null,
    income_minor   bigint      not null check (income_minor > 0),
    withheld_minor bigint      not null check (withheld_minor >= 0),
    at             timestamptz not null,
    corrected_at   timestamptz
);
create index payout_withholding_of_year on payout_withholding (guide_id, currency, tax_year) where corrected_at is null;
