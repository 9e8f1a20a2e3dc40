-- What is to be published, in the order of publishing: a feed that is sent again may have many such rows at once.
create index if not exists outbox_to_publish on outbox (sequence, id) where sequence is not null and published_at is null;
drop index if exists outbox_unpublished;
