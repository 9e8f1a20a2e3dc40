-- Which records name which identifiers, by their keyed hash, so that an erasure finds them.
create table linkage_record_key (
    key bytea  not null,
    seq bigint not null,
    primary key (key, seq)
);
create index linkage_record_key_seq on linkage_record_key (seq);

-- Whether that is known of a record. Those that were here before are sealed; the background opens and names them.
alter table linkage_record add column named boolean not null default false;
create index linkage_record_unnamed on linkage_record (seq) where not named;

-- Of an erased record its owner, id and source are left, so that what others were joined by stays.
alter table linkage_record add column erased boolean not null default false;

-- Identifiers that were erased, until their records are.
create table linkage_erasure (
    id        bigint generated always as identity primary key,
    key       bytea  not null,
    erased_at bigint not null
);

create index linkage_pair_review_first on linkage_pair (first_seq) where state = 'REVIEW';
create index linkage_pair_review_second on linkage_pair (second_seq) where state = 'REVIEW';
