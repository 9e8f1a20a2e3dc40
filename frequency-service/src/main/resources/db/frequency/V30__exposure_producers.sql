-- Instances that take exposures in. Whatever one of them accepted before its time is in the topic, or will never be: how far
-- exposures have been applied is said of no later time than the least of these.
create table exposure_producer (
    instance        text        primary key,
    settled_through bigint      not null,
    seen_at         timestamptz not null
);
