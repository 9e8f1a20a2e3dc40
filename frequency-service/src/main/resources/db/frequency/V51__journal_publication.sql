-- Pieces of the journal that are to be published, as the reach projection read them: up to the end of each, no version of
-- anybody is missing. A row goes when its piece is published.
create table journal_piece (
    from_transaction_id bigint      not null,
    from_row_id         bigint      not null,
    transaction_id      bigint      not null,
    row_id              bigint      not null,
    journal_rows        int         not null,
    noted_at            timestamptz not null default clock_timestamp(),
    primary key (transaction_id, row_id)
);

-- How far the journal was published, and the round in which all histories are: a hole in the journal, which is what a time
-- without publishing leaves, is made good by the next round.
create table journal_publication (
    only_one       boolean primary key default true check (only_one),
    transaction_id bigint,
    row_id         bigint,
    round_began_at timestamptz not null default clock_timestamp(),
    -- The last profile of this round; null when it is over.
    round_after    uuid        default '00000000-0000-0000-0000-000000000000'
);
insert into journal_publication default values;
