-- What is left of erased identifiers: since when and until when whoever was erased had them, and up to when everything
-- dated in that time says of nobody, also what is reported later.
create table erased_span (
    key        bytea       not null check (octet_length(key) = 32),
    valid_from timestamptz not null,
    valid_to   timestamptz not null,
    erased_at  timestamptz not null,
    primary key (key, valid_from, valid_to)
);

-- When it came first, or was placed as it says itself, where that is earlier.
alter table refused_report add column dated_at timestamptz;
update refused_report set dated_at = first_at;
alter table refused_report alter column dated_at set not null;
