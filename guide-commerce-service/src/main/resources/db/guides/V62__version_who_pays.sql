-- Raised with every change, so that nobody overwrites a paying account that they have not seen.
alter table payout_debtor add version bigint not null default 1;
