-- By itself, because it reads the whole table: until it is done ownership is read as ever, and only not written.
create index key_owner_founder on key_owner (founder) where founder is not null;
