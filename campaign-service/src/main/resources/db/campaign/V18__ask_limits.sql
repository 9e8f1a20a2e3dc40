-- How many asks of a partner's clients are decided; the id of such a rule is the partner's.
alter table governance_rule drop constraint governance_rule_kind_check;
alter table governance_rule
    add constraint governance_rule_kind_check check (kind in ('CEILING', 'QUIET_HOURS', 'ASK_LIMIT'));
