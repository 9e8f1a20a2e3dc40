-- What earlier runs have found out knows nothing of a sender's own attributes that many share; the next runs estimate anew.
update linkage_run set parameters = null;
