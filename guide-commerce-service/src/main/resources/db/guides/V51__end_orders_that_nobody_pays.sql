-- When an order became known here, by which it is ended where nobody pays: placed_at is what the shop says, and may be long ago.
alter table sale_order add column known_since timestamptz not null default now();
create index sale_order_unpaid on sale_order (known_since) where status = 'PLACED';
