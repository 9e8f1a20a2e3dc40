-- Income of an earlier payout that was taken back since, as it is netted in a later one. Where the later one fails it is
-- undone, not removed.
create table withholding_correction (
    item_id          uuid        not null references payout_item (item_id),
    commission_id    uuid        not null references commission (commission_id),
    corrects_item_id uuid        not null references payout_withholding (item_id),
    income_minor     bigint      not null check (income_minor > 0),
    at               timestamptz not null,
    undone_at        timestamptz,
    primary key (item_id, commission_id)
);
create index withholding_correction_of_item on withholding_correction (corrects_item_id);
create index payout_withholding_of_guide on payout_withholding (guide_id, at, item_id);
