-- What instances took of the asks that a partner's clients have in the running span, by the newest ask limit that any
-- instance knows. Whoever takes some locks the row, so that all together never take more than the limit.
create table ask_window (
    partner_id    text   primary key,
    version       bigint not null,
    count         bigint not null,
    length_millis bigint not null,
    from_millis   bigint not null,
    taken         bigint not null
);
