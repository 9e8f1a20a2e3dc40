-- An account in the making: its name is taken, and it is made as soon as the guide it is for is there.
create table sign_up (
    username      text        primary key references subject (name),
    password_hash text        not null,
    guide_id      uuid        not null unique,
    -- What is sent on to have the guide made; neither name nor password is in it.
    request       text        not null,
    begun_at      timestamptz not null,
    -- Kept for a while after that, so that a repeated request gets the same answer.
    done_at       timestamptz
);
create index sign_up_unfinished on sign_up (begun_at) where done_at is null;
