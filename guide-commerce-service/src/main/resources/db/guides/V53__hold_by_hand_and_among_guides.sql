alter table sale_hold drop constraint sale_hold_reason_check;
alter table sale_hold add constraint sale_hold_reason_check
    check (reason in ('SAME_PERSON', 'VELOCITY', 'COLLUSION', 'FRAUD'));
-- What somebody of the brand said who held it by hand.
alter table sale_hold add note text;
