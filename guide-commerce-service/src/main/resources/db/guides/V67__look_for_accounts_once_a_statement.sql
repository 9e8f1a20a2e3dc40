-- Posting and account of an entry are there, and stay. This is looked at once for all entries that a statement adds: a foreign
-- key looks for each of them, and locks accounts that everybody who sells at the same time has to lock too.
create or replace function refuse_imbalance() returns trigger language plpgsql as $$
begin
    if exists (select 1
                 from (select posting_id, amount_minor,
                              (select currency from account where account.account_id = added.account_id) as currency,
                              (select posting.posting_id from posting where posting.posting_id = added.posting_id) as known_id
                         from added) as entries
                group by posting_id, currency
               having sum(amount_minor) <> 0 or currency is null or count(known_id) = 0) then
        raise exception 'a posting does not balance, or it or an account of it is not there';
    end if;
    return null;
end
$$;
create trigger account_is_kept before delete or truncate on account
    for each statement execute function refuse_change();
create trigger account_is_final before update of account_id, kind, owner, currency, shard on account
    for each statement execute function refuse_change();
alter table entry drop constraint entry_posting_id_fkey, drop constraint entry_account_id_fkey;
