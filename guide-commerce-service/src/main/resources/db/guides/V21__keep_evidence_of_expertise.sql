-- Places are compared as FR-BDX and goods as wine, however somebody writes them.
update product set destination = upper(btrim(destination)), category = lower(btrim(category));
update commission_plan set destination = upper(btrim(destination)), category = lower(btrim(category));
update guide set destinations = array(select distinct upper(btrim(area)) from unnest(destinations) as area),
                 categories = array(select distinct lower(btrim(area)) from unnest(categories) as area);

create table expertise (
    guide_id           uuid        not null references guide (guide_id),
    kind               text        not null check (kind in ('DESTINATION', 'CATEGORY')),
    area               text        not null,
    evidence_kind      text        check (evidence_kind in ('LICENCE', 'TRIP_RECORD')),
    evidence_reference text,
    evidence_url       text,
    -- What the guide says; what counts is verified_until, which only a review changes.
    expires_at         timestamptz,
    declared_at        timestamptz not null,
    review             text        not null check (review in ('OPEN', 'VERIFIED', 'REFUSED')),
    reason             text,
    verified           boolean     not null,
    -- Null where it does not end.
    verified_until     timestamptz,
    primary key (guide_id, kind, area),
    constraint evidence_is_whole check ((evidence_kind is null) = (evidence_reference is null))
);

-- Whoever was approved before counted as knowing what they declared.
insert into expertise (guide_id, kind, area, declared_at, review, verified)
select guide_id, kind, area, created_at,
       case when known then 'VERIFIED' else 'OPEN' end, known
  from (select guide_id, 'DESTINATION' as kind, unnest(destinations) as area, created_at, status from guide
        union all
        select guide_id, 'CATEGORY', unnest(categories), created_at, status from guide) as declared
 cross join lateral (select status in ('ACTIVE', 'SUSPENDED', 'DORMANT', 'BANNED', 'CLOSING', 'CLOSED')) as approved (known);
