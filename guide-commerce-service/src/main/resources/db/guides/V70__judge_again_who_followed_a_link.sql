-- Whoever followed a guide's link on another device can turn out to be somebody else than who bought.
alter table sale_hold drop constraint sale_hold_reason_check;
alter table sale_hold add constraint sale_hold_reason_check
    check (reason in ('SAME_PERSON', 'SELF_REFERRAL', 'OTHER_BUYER', 'VELOCITY', 'COLLUSION', 'FRAUD'));

-- Orders with touches of other browsers than theirs, which count because identity said that the buyer made them.
alter table sale_order add column across_devices boolean not null default false;
update sale_order o set across_devices = true
 where exists (select 1 from jsonb_array_elements(o.attribution -> 'touches') as kept
                 join touch t on t.click_id = (kept ->> 'clickId')::uuid
                where t.visitor_id is distinct from coalesce(
                      (select own.visitor_id from touch own where own.click_id = o.click_id), o.click_id));
create index sale_order_across_devices on sale_order using gin (buyer_keys) where across_devices;
