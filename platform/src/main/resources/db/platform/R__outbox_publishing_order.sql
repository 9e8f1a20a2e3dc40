-- What is to be published, in the order of publishing: a feed that is sent again may have many such rows at once.
create index if not exists outbox_to_publish on outbox (sequence, id) where sequence is not null and published_at is null;
drop index if exists outbox_unpublished;
-- What is to be numbered, in the order of appending. The relay goes by what is committed and no longer by transaction ids.
create index if not exists outbox_to_number on outbox (id) where sequence is null;
drop index if exists outbox_unnumbered;
alter table outbox drop column if exists txid;
