-- Records that linkage found to be one person, as evidence in stitching. See docs/adr/0016.

alter table linkage_record add column arrived_at timestamptz not null default now();

-- Whether what the run joins becomes evidence.
alter table linkage_run add column link boolean not null default false;

-- The observation that this pair is in stitching: null where nobody has asked for one, empty where the two records have
-- no two identifiers between them.
alter table linkage_pair add column stitched text;
create index linkage_pair_joined on linkage_pair (first_seq) where state in ('LINKED', 'SAME');

-- Persons found by linkage whose evidence has to follow.
create table linkage_due (
    profile_id uuid primary key,
    owner      text not null
);
