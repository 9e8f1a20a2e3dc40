-- Who was judged eligible for a campaign with a holdout, the first time under each identifier. In which arm somebody is,
-- the first of their rows says; whose a row is follows its identifier, by the row's own time.
create table holdout_assignment (
    -- An identifier's key, or the name of a profile, as touches are filed.
    filed_under bytea    not null,
    campaign_id uuid     not null,
    at_millis   bigint   not null,
    -- Orders what was written in one millisecond.
    place       int      not null,
    -- Null where the identifier is shared, and the row nobody's.
    profile_id  uuid,
    -- Of 10,000, which one the identifier falls into by itself; the lowest are held out.
    bucket      smallint not null,
    -- Whether the person was held out when this was written, by whichever row decided then.
    held_out    boolean  not null,
    primary key (filed_under, campaign_id, at_millis)
);

create index holdout_assignment_person on holdout_assignment (campaign_id, profile_id, at_millis, place, filed_under)
    include (bucket, held_out);

-- The same as Assignment.bucketOf: the first 64 bits of SHA-256(campaign id, profile id), unsigned, modulo 10,000. In two
-- halves, as PostgreSQL has signed numbers only; 2^32 modulo 10,000 is 7,296.
create function holdout_bucket(campaign uuid, profile uuid) returns int
    language sql immutable parallel safe as $$
    select ((('x' || encode(substr(sha256(uuid_send(campaign) || uuid_send(profile)), 1, 4), 'hex'))::bit(32)::bigint
             % 10000 * 7296
             + ('x' || encode(substr(sha256(uuid_send(campaign) || uuid_send(profile)), 5, 4), 'hex'))::bit(32)::bigint)
            % 10000)::int
$$;
