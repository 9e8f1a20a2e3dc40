-- Purposes that people withdrew for their identifiers.
create table withdrawal (
    id           uuid   primary key,
    profile_id   uuid   not null,
    decided_by   text   not null,
    withdrawn_at bigint not null,
    reason       text
);
create index withdrawal_profile on withdrawal (profile_id);

-- The time that the identifiers were theirs. One without an end ends when somebody says that the purpose is allowed.
create table withdrawal_span (
    key           bytea  not null,
    withdrawal_id uuid   not null,
    purpose       text   not null,
    valid_from    bigint not null,
    valid_to      bigint not null,
    primary key (key, withdrawal_id, purpose, valid_from)
);
create index withdrawal_span_withdrawal on withdrawal_span (withdrawal_id);

-- Time that nobody owns an identifier because the purpose is withdrawn: it has no owner, and is not shared.
alter table tenure add column withdrawn boolean not null default false;

-- When somebody who was erased had an identifier that others have or had too: that time is nobody's.
create table vacancy (
    key        bytea  not null,
    purpose    text   not null,
    valid_from bigint not null,
    valid_to   bigint not null,
    primary key (key, purpose, valid_from)
);
insert into vacancy (key, purpose, valid_from, valid_to)
select key, purpose, -9223372036854775808, erased_at
  from erasure cross join (values ('ADS'), ('SERVICE')) as purposes (purpose) where not founds;
delete from erasure where not founds;
alter table erasure drop column founds;
