-- Guides read what became of everything they earned on, also where the sale is somebody else's by now.
create index commission_of_guide on commission (guide_id, merchant_id, order_id, line_id);
create index payout_item_of_guide on payout_item (guide_id, item_id);
