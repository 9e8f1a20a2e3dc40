-- How ceilings treat a campaign: as they treat every other one, unless it says otherwise.
alter table campaign
    add column exempt_from_caps boolean not null default false,
    add column counted_by_caps  boolean not null default true;
