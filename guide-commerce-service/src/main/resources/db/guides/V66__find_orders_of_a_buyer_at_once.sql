-- Every order asks for the others of its buyer: it is not to go through all that the index has put aside to sort later.
alter index sale_order_buyer set (fastupdate = off);
select gin_clean_pending_list('sale_order_buyer'::regclass);
