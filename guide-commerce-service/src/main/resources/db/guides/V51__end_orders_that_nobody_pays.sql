-- When an order became known here, by which it is ended where nobody pays: placed_at is what the shop says, and may be long ago.
alter table sale_order add column known_since timestamptz not null default now();
create index sale_order_unpaid on sale_order (known_since) where status = 'PLACED';

-- What guides can still claim is looked through twice a minute, and is little of what was ever sold.
create index sale_line_unattributed on sale_line (merchant_id, order_id) where attribution = 'UNATTRIBUTED';
