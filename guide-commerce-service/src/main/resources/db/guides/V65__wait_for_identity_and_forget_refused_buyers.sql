-- Identity said that a key is nobody's until it is settled again; then profile_id is who owned it before.
alter table key_owner add column undetermined boolean not null default false;

-- What could not be answered is asked again, but not before; what is asked for the first time comes first.
alter table same_person_check add column not_before timestamptz not null default '-infinity';

-- Keyed hashes of whom a refused report names as buyer, so that it goes when they are erased. It goes 30 days after it first
-- came, however often it comes again.
alter table refused_report add column buyer_keys bytea[] not null default '{}';
create index refused_report_buyer on refused_report using gin (buyer_keys);
drop index refused_report_last;

-- Figures are of orders of a time.
create index sale_order_placed on sale_order (placed_at);
