-- Whether somebody who was erased had the identifier then: it is nobody's until it is seen again, and not whose it had been.
alter table vacancy add column until_seen boolean not null default false;
