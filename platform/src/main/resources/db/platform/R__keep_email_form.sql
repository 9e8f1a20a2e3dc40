-- The form of e-mail addresses that keys are made of. Repeatable, because it comes after the services' own numbered
-- migrations.
create table if not exists email_form (
    only_one boolean     primary key default true check (only_one),
    form     text        not null,
    kept_at  timestamptz not null default clock_timestamp()
);
-- Whoever told or followed anything before there was a choice made keys of addresses as they were written.
insert into email_form (form)
select 'AS_WRITTEN' where exists (select from outbox) or exists (select from feed_position)
    on conflict do nothing;
