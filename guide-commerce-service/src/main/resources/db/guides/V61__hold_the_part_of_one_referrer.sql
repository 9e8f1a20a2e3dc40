-- A hold can be of one referrer's part of a line: 0 is the whole line, 1 and 2 who brought its guide.
alter table sale_hold add depth smallint not null default 0 check (depth between 0 and 2);
drop index sale_hold_once;
create unique index sale_hold_once on sale_hold (merchant_id, order_id, line_id, reason, depth)
    where state in ('OPEN', 'APPEALED', 'FLAGGED');

-- Referrers, by their depth, whose part of a line was taken back: the platform keeps it, while the sale stands.
alter table sale_line add voided_legs int[] not null default '{}';
