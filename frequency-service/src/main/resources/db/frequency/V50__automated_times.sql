-- From when to when the journal said of somebody that the history was full: automated traffic, apart from people in reports.
-- While it is open it lasts; what was ended is as long as was known.
create table automated_time (
    profile_id uuid        not null,
    from_at    timestamptz not null,
    through_at timestamptz not null,
    open       boolean     not null,
    primary key (profile_id, from_at)
);
create unique index automated_time_open on automated_time (profile_id) where open;
