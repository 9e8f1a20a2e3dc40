-- Profiles that were erased, under every id that was used to name them.
create table erased_profile (
    profile_id  uuid        primary key,
    erased_at   timestamptz not null,
    erased_by   text        not null,
    identifiers int         not null
);
