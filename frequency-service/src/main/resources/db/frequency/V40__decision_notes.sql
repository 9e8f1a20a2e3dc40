-- What denials, and choices among campaigns, were made of, for explanations: kept seven days. A slot holds one day (UTC, the
-- day's number since 1970 modulo nine); the slot of tomorrow is emptied ahead, so that nothing is ever deleted row by row.
create table decision_note (
    slot       smallint    not null,
    touch_id   bigint      not null,
    decided_at timestamptz not null,
    note       text        not null,
    primary key (touch_id, slot)
) partition by list (slot);

create table decision_note_0 partition of decision_note for values in (0);
create table decision_note_1 partition of decision_note for values in (1);
create table decision_note_2 partition of decision_note for values in (2);
create table decision_note_3 partition of decision_note for values in (3);
create table decision_note_4 partition of decision_note for values in (4);
create table decision_note_5 partition of decision_note for values in (5);
create table decision_note_6 partition of decision_note for values in (6);
create table decision_note_7 partition of decision_note for values in (7);
create table decision_note_8 partition of decision_note for values in (8);
