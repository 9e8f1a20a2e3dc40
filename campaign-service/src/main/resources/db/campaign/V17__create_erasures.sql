-- What is left of erased identifiers: since when and until when whoever was erased had them, and up to when everything
-- dated in that time is gone.
create table erased_span (
    key        bytea       not null check (octet_length(key) = 32),
    valid_from timestamptz not null,
    valid_to   timestamptz not null,
    erased_at  timestamptz not null,
    primary key (key, valid_from)
);
