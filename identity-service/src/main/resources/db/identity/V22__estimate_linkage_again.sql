-- What earlier runs have found out lacks how fields depend on each other; the next runs estimate anew.
update linkage_run set parameters = null;
