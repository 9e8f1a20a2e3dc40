-- With how many persons an identifier was seen is counted otherwise: e-mails and phones tell it of each other. Everybody
-- is folded anew, in the background and in steps, as after a change of the rules. 0 is left to the background already.
update component set rules_version = -1 where rules_version <> 0;
update quarantine set rules_version = -1;

insert into rule_set (version, identifiers_per_profile, decided_by, decided_at)
select 1, 1000, 'evenreach', timestamptz 'epoch'
 where not exists (select from rule_set) and exists (select from component);
insert into rule_type (version, type, strength, priority, per_profile, persons_per_key)
select 1, built_in.*
  from (values ('login_id', 'PERSON', 100, 1, 1),
               ('loyalty_id', 'PERSON', 90, 1, 1),
               ('wechat_unionid', 'PERSON', 85, 1, 1),
               ('wechat_openid', 'PERSON', 80, 1, 1),
               ('phone', 'PERSON', 70, 5, 3),
               ('email', 'PERSON', 60, 5, 3),
               ('idfa', 'DEVICE', 40, 20, 5),
               ('oaid', 'DEVICE', 40, 20, 5),
               ('gaid', 'DEVICE', 40, 20, 5),
               ('cookie', 'COOKIE', 20, 100, 5)) built_in
 where exists (select from rule_set where version = 1)
   and not exists (select from rule_type where version = 1);

update rule_set set applied_at = null, applied_until = 0, components_done = 0
 where version = (select max(version) from rule_set);
