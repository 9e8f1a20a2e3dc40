-- Alone in its transaction, because no exposure is counted until it is built. Whoever has built it before waits for nothing.
create index if not exists exposure_claim_of_grant on exposure_claim (filed_under)
    where filed_under is not null and of_grant is not false;
