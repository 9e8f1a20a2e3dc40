-- From whose account guides are paid; one row.
create table payout_debtor (
    only_row boolean primary key default true check (only_row),
    name     text    not null,
    account  text    not null,
    bic      text
);

create table payout_batch (
    batch_id    uuid        primary key,
    -- Unique for ever: a bank that sees one twice sees a repetition.
    message_id  text        not null unique,
    currency    text        not null,
    through     timestamptz not null,
    created_by  text        not null,
    created_at  timestamptz not null,
    approved_by text check (approved_by <> created_by),
    -- When the file was first handed out; the file says so too, and stays as it is.
    emitted_at  timestamptz,
    debtor_name    text,
    debtor_account text,
    debtor_bic     text
);

create table payout_item (
    item_id        uuid   primary key,
    batch_id       uuid   not null references payout_batch (batch_id),
    guide_id       uuid   not null references guide (guide_id),
    end_to_end_id  text   not null unique,
    status         text   not null,
    amount_minor   bigint not null check (amount_minor > 0),
    currency       text   not null,
    payee_name     text   not null,
    payee_account  text   not null,
    payee_bic      text,
    -- What the bank said, for whoever has to prove it.
    proof          text,
    constraint paid_with_proof check (status not in ('SETTLED', 'RETURNED') or proof is not null)
);
create index payout_item_of_batch on payout_item (batch_id, item_id);

create table payout_netting (
    item_id       uuid   not null references payout_item (item_id),
    commission_id uuid   not null references commission (commission_id),
    amount_minor  bigint not null check (amount_minor > 0),
    primary key (item_id, commission_id)
);

alter table commission add foreign key (payout_item_id) references payout_item (item_id);
