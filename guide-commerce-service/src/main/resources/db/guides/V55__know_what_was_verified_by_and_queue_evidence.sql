-- What an area was verified by, which newer evidence that waits does not change, and when the guide said last what waits.
alter table expertise
    add verified_by text check (verified_by in ('LICENCE', 'TRIP_RECORD')),
    add said_at     timestamptz default now();
update expertise set verified_by = case when verified then evidence_kind end, said_at = declared_at;
alter table expertise alter column said_at set not null;
create index expertise_queue on expertise (said_at, guide_id, kind, area) where review = 'OPEN';
create index expertise_licence on expertise (verified_until) where verified and verified_by = 'LICENCE';
