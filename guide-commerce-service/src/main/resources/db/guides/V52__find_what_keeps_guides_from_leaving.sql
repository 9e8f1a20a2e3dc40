-- Who leaves waits for the sales of guides whom they brought, for transfers, and for chargebacks that the bank has not decided.
create index sale_line_referrer on sale_line ((payees[2])) where cardinality(payees) > 1;
create index sale_line_second_referrer on sale_line ((payees[3])) where cardinality(payees) > 2;
create index payout_item_of_guide on payout_item (guide_id);
create index chargeback_open on chargeback (merchant_id, order_id) where status = 'OPEN';
