-- How far back identifiers count towards the limit of their type, in milliseconds; null for all time.
alter table rule_type add column per_profile_window bigint;
