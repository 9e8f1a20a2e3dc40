-- An erasure takes what was removed of whoever is erased, of which nobody else who is known is part.
create index removal_key_evidence on removal_key (evidence_id);
