-- Repeatable, because it comes after the services' own numbered migrations: a V4 would be refused where V10 is applied.
alter table idempotency_key add column if not exists etag text;
