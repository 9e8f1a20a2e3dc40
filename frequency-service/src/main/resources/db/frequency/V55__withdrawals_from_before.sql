-- Which holds from before V49 are withdrawals of advertising: for reports they are holds from the beginning of time. By
-- itself, so that decisions read the table meanwhile.
update hold_key k
   set withdrawn = true
  from held_time t
 where t.hold_id = k.hold_id and t.key = k.key and t.opened_at = timestamptz 'epoch' and not k.withdrawn;
