-- Where a product stood until it was moved: rates are locked at the click by what the product was then.
create table product_place (
    product_id  text        not null references product (product_id),
    until       timestamptz not null,
    destination text        not null,
    category    text        not null,
    primary key (product_id, until)
);
