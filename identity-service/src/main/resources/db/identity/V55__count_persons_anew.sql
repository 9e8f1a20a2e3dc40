-- With how many persons an identifier was seen is counted otherwise: e-mails and phones tell it of each other. Everybody
-- is folded anew, in the background and in steps, as after a change of the rules: by a version that says the same as the
-- newest. Until then who owned what stands, and nothing of theirs is written here. Where nobody was seen yet, nothing is to do.
insert into rule_set (version, identifiers_per_profile, decided_by, decided_at, applied_at)
select 1, 1000, 'evenreach', timestamptz 'epoch', timestamptz 'epoch'
 where not exists (select from rule_set)
   and (exists (select from component) or exists (select from quarantine));
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

insert into rule_set (version, identifiers_per_profile, decided_by, decided_at)
select version + 1, identifiers_per_profile, 'evenreach', clock_timestamp() from rule_set order by version desc limit 1;
insert into rule_type (version, type, strength, priority, per_profile, persons_per_key, per_profile_window,
                       persons_per_key_window)
select version + 1, type, strength, priority, per_profile, persons_per_key, per_profile_window, persons_per_key_window
  from rule_type where version = (select max(version) - 1 from rule_set);
insert into rule_blocked (version, position, type, pattern)
select version + 1, position, type, pattern from rule_blocked where version = (select max(version) - 1 from rule_set);
