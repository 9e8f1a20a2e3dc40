-- Who owns an identifier for service messages: every tenure of each key of which identity says another owner for SERVICE
-- than for ADS at some time, and nothing of any other. Times are those of the table owner.
create table service_owner (
    key           bytea   not null,
    valid_from    bigint  not null,
    valid_to      bigint  not null,
    profile_id    uuid,
    quarantined   boolean not null,
    version       bigint  not null,
    type          text    not null,
    first_seen_at bigint  not null,
    data_set_id   text,
    founds        uuid,
    primary key (key, valid_from)
);

-- Whose such a key is at some time, for ADS or for SERVICE, and the profiles that it founded: a decision looks here first,
-- and finds nothing of nearly everybody.
create table service_person (
    profile_id uuid  not null,
    key        bytea not null,
    primary key (profile_id, key)
);
create index service_person_key on service_person (key);
