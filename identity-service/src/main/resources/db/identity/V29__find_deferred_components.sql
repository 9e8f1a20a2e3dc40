-- Components that are left to the background; see Component.DEFERRED.
create index component_deferred on component (id) where rules_version = 0;
