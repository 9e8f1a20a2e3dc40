-- Whose sale it was when another guide claimed it, and what they say of it.
alter table sale_dispute
    add owner_id uuid references guide (guide_id),
    add answer   text;
update sale_dispute d set owner_id = l.payees[1] from sale_line l
 where l.merchant_id = d.merchant_id and l.order_id = d.order_id and l.line_id = d.line_id
   and d.state <> 'REASSIGNED' and cardinality(l.payees) > 0 and l.payees[1] <> d.guide_id;
create index sale_dispute_of_owner on sale_dispute (owner_id, opened_at) where owner_id is not null;
