-- Reports of the bank that were taken in, by the bank's own id of the message.
create table payout_status_report (
    batch_id   uuid        not null references payout_batch (batch_id),
    message_id text        not null,
    digest     bytea       not null,
    content    bytea       not null,
    taken_by   text        not null,
    at         timestamptz not null,
    primary key (batch_id, message_id)
);
-- What the bank said last of a transfer, such as ACSC, and since when it stands where it stands.
alter table payout_item add reported text, add changed_at timestamptz;
update payout_item i set changed_at = coalesce(b.emitted_at, b.created_at) from payout_batch b where b.batch_id = i.batch_id;
create index payout_item_unknown on payout_item (item_id) where status = 'UNKNOWN';
