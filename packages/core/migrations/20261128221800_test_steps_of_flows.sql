-- Which experiment a step of a published version runs. A version whose variations are the same goes on with the same one.
create table flow_experiments (
  tenant_id text not null,
  flow_id text not null,
  version integer not null,
  step_id text not null,
  experiment_id text not null references experiments (id),
  -- What variations change of their message, by their keys.
  overrides jsonb not null,
  primary key (flow_id, version, step_id),
  foreign key (flow_id, version) references flow_versions (flow_id, version)
);
create index flow_experiments_by_tenant on flow_experiments (tenant_id);
