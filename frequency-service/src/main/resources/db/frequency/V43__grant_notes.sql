-- What was answered, beside the request it answers. Null in rows from before: the journal has it then.
alter table grant_request add column note bytea;

-- Keys and hashes do not compress.
alter table journal alter column body set storage external;
