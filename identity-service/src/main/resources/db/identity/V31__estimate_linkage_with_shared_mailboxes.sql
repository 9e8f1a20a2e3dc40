-- What earlier runs have found out knows nothing of mailboxes that a household shares; the next runs estimate anew.
update linkage_run set parameters = null;
