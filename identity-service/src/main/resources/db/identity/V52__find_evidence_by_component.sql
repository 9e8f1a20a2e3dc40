-- The component that the identifiers of a set belong to, so that all evidence of a component is found in one place instead
-- of identifier by identifier; 0 for evidence that connects nothing.
alter table evidence add column component_id bigint not null default 0;

-- Room for a further sighting of a set on its own page, where no index has to hear of it.
alter table evidence set (fillfactor = 80);

update evidence e set component_id = connected.component_id
  from (select k.evidence_id, max(i.component_id) as component_id
          from evidence_key k join identifier i on i.key = k.key
         where i.component_id <> 0 group by k.evidence_id) connected
 where e.id = connected.evidence_id;

create index evidence_component on evidence (component_id);
analyze evidence;
