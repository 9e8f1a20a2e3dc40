-- In milliseconds; null where the limit of persons per value is one of all time.
alter table rule_type add column persons_per_key_window bigint;
