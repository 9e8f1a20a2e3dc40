-- A report that a paid order was paid finds done what it tells, also where the order was cancelled since.
alter table sale_order add column paid_at timestamptz;

-- What shops reported and was not applied, with why; the message is sealed, because it may name the buyer in clear.
create table refused_report (
    refusal_id     uuid        primary key,
    -- A keyed hash of the message: one that comes again is the same.
    fingerprint    bytea       not null unique,
    kind           text,
    merchant_id    text,
    order_id       text,
    code           text        not null,
    detail         text        not null,
    pointer        text,
    partition      int         not null,
    "offset"       bigint      not null,
    times          int         not null,
    first_at       timestamptz not null,
    last_at        timestamptz not null,
    sealed_message bytea       not null
);
create index refused_report_newest on refused_report (first_at, refusal_id);
create index refused_report_of_merchant on refused_report (merchant_id, first_at, refusal_id);
create index refused_report_last on refused_report (last_at);
