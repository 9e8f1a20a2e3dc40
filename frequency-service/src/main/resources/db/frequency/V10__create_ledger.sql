-- Names that recur in every history, as small numbers. A number stands for its name for ever.
create table name (
    number int generated always as identity primary key,
    value  text not null unique
);

-- One compact row per person; its bytes are read and written by the ledger only. Room on the page lets updates stay there.
create table touch_history (
    profile_id uuid   primary key,
    version    bigint not null,
    state      bytea  not null
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

-- What one ledger batch did. Readers go by (txid, id), below the oldest running transaction: ids are given before commit.
create sequence journal_row_id as bigint cache 32;
create table journal (
    id        bigint primary key,
    txid      xid8   not null default pg_current_xact_id(),
    at_millis bigint not null,
    body      bytea  not null
);
create index journal_order on journal (txid, id);

-- Touches that no running campaign's window covers any more, or that were too many to keep hot. Whose they are follows
-- from the identifier they are filed under, as for all touches.
create table touch_archive (
    filed_under bytea  not null,
    at_millis   bigint not null,
    touch_id    bigint not null,
    touch       bytea  not null,
    primary key (filed_under, at_millis, touch_id)
);

-- Each exposure id counts once: the claim commits with the touch. Content tells a repetition from another exposure.
create table exposure_claim (
    claim   uuid   primary key,
    content bigint not null
);

-- Requests that were granted, and the journal row that says how: what is no longer in a history is found there.
create table grant_request (
    touch_id   bigint primary key,
    journal_id bigint not null
);

-- Up to when every accepted exposure of a partition has been applied. A grant expires only when this has passed its expiry.
create table exposure_watermark (
    partition       int    primary key,
    applied_through bigint not null
);
