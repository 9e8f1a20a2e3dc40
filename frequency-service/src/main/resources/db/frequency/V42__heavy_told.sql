-- Touches beyond plan that were told of, so that each is told once.
create table heavy_told (
    touch_id bigint      primary key,
    told_at  timestamptz not null default now()
);
