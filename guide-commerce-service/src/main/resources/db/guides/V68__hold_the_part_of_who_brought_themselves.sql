-- A referrer who turns out to be the guide whom they brought has their part held, too.
alter table sale_hold drop constraint sale_hold_reason_check;
alter table sale_hold add constraint sale_hold_reason_check
    check (reason in ('SAME_PERSON', 'SELF_REFERRAL', 'VELOCITY', 'COLLUSION', 'FRAUD'));
