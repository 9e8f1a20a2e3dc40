-- Up to when a component was folded, so that it is known of what is seen later whether it came late; see Component.
alter table component add column settled_until bigint not null default 9223372036854775807;

-- Components that are left to the background: 0 where who owned what stands, -2 where nobody knows, -3 where tenures say so.
drop index component_deferred;
create index component_unsettled on component (rules_version) where rules_version <= 0;

-- Quarantined keys of which the background has to decide whether they stay so.
create table quarantine_due (
    key bytea primary key
);
