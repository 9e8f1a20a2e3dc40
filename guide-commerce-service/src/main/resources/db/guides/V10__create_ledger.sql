-- One row per account; the platform's own accounts, which every sale meets, have several.
create table account (
    account_id    bigint   generated always as identity primary key,
    kind          text     not null,
    owner         text     not null,
    currency      text     not null check (currency ~ '^[A-Z]{3}$'),
    shard         smallint not null,
    -- Kept with every posting; always the sum of the account's entries. Positive where the platform owes the owner.
    balance_minor bigint   not null default 0,
    constraint account_once unique (owner, kind, currency, shard),
    -- Only debt and what is taken from the merchant or spent on referral goes below zero.
    constraint owes_nobody_less_than_nothing check (
        kind not in ('GUIDE_PENDING', 'GUIDE_PAYABLE', 'GUIDE_RESERVED', 'GUIDE_PAID') or balance_minor >= 0),
    constraint debt_is_debt check (kind not in ('GUIDE_DEBT', 'REFERRAL_EXPENSE') or balance_minor <= 0)
);

create table posting (
    posting_id  bigint      generated always as identity primary key,
    source      text        not null,
    type        text        not null,
    external_id text        not null,
    at          timestamptz not null,
    seal_number bigint,
    constraint posting_once unique (source, type, external_id)
);
create index posting_unsealed on posting (posting_id) where seal_number is null;
create index posting_sealed on posting (seal_number, posting_id) where seal_number is not null;

create table entry (
    posting_id   bigint not null references posting (posting_id),
    leg          text   not null,
    account_id   bigint not null references account (account_id),
    amount_minor bigint not null check (amount_minor <> 0),
    primary key (posting_id, leg)
);
create index entry_of_account on entry (account_id, posting_id);

-- Entries of a posting come in one statement, and balance in every currency.
create function refuse_imbalance() returns trigger language plpgsql as $$
begin
    if exists (select 1 from added join account using (account_id)
                group by added.posting_id, account.currency having sum(added.amount_minor) <> 0) then
        raise exception 'a posting does not balance';
    end if;
    return null;
end
$$;
create trigger entry_balances after insert on entry
    referencing new table as added for each statement execute function refuse_imbalance();

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is only added to';
end
$$;
create trigger entry_is_final before update or delete or truncate on entry
    for each statement execute function refuse_change();
create trigger posting_is_kept before delete or truncate on posting
    for each statement execute function refuse_change();
create trigger posting_is_final before update on posting for each row
    when (old.seal_number is not null
          or (old.posting_id, old.source, old.type, old.external_id, old.at)
             is distinct from (new.posting_id, new.source, new.type, new.external_id, new.at))
    execute function refuse_change();

-- Every seal digests the one before it and what has been posted since.
create table ledger_seal (
    seal_number bigint      primary key,
    digest      bytea       not null check (octet_length(digest) = 32),
    postings    int         not null check (postings > 0),
    sealed_at   timestamptz not null
);
create trigger seal_is_final before update or delete or truncate on ledger_seal
    for each statement execute function refuse_change();
