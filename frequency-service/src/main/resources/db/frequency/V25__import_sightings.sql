-- Which identifiers an import saw together, and when first. Told to identity at the end, earliest first, and taken out as
-- they are told: so what identity hears does not depend on the order of the rows, nor on where a worker died.
drop table import_observed;
create table import_sighting (
    job_id      uuid        not null references import on delete cascade,
    set_id      bytea       not null,
    earliest    timestamptz not null,
    identifiers text        collate "C" not null,
    primary key (job_id, set_id)
);
create index import_sighting_order on import_sighting (job_id, earliest, set_id);

-- How many sightings identity was told of: the more, the longer it may take.
alter table import add column sightings_told bigint not null default 0;
