-- What keeps the commission on a line from being paid, until somebody decides or the deadline does.
create table sale_hold (
    hold_id     uuid        primary key,
    merchant_id text        not null,
    order_id    text        not null,
    line_id     text        not null,
    -- Whose sale it is.
    guide_id    uuid        not null references guide (guide_id),
    reason      text        not null check (reason in ('SAME_PERSON', 'VELOCITY')),
    state       text        not null
                check (state in ('OPEN', 'APPEALED', 'FLAGGED', 'RELEASED', 'UPHELD', 'ENDED')),
    opened_at   timestamptz not null,
    deadline    timestamptz not null,
    appeal      text,
    decided_at  timestamptz,
    -- A person's name, 'identity' or 'deadline'.
    decided_by  text,
    decision    text,
    foreign key (merchant_id, order_id, line_id) references sale_line (merchant_id, order_id, line_id)
);
create unique index sale_hold_once on sale_hold (merchant_id, order_id, line_id, reason)
    where state in ('OPEN', 'APPEALED', 'FLAGGED');
create index sale_hold_of_line on sale_hold (merchant_id, order_id, line_id);
create index sale_hold_due on sale_hold (deadline) where state in ('OPEN', 'APPEALED', 'FLAGGED');
create index sale_hold_of_guide on sale_hold (guide_id, opened_at);

-- A guide says that a sale is theirs.
create table sale_dispute (
    dispute_id  uuid        primary key,
    merchant_id text        not null,
    order_id    text        not null,
    line_id     text        not null,
    -- Who says so.
    guide_id    uuid        not null references guide (guide_id),
    state       text        not null check (state in ('OPEN', 'KEPT', 'REASSIGNED', 'WITHDRAWN', 'ENDED')),
    statement   text        not null,
    opened_at   timestamptz not null,
    deadline    timestamptz not null,
    decided_at  timestamptz,
    decided_by  text,
    decision    text,
    foreign key (merchant_id, order_id, line_id) references sale_line (merchant_id, order_id, line_id)
);
create unique index sale_dispute_once on sale_dispute (merchant_id, order_id, line_id) where state = 'OPEN';
create index sale_dispute_due on sale_dispute (deadline) where state = 'OPEN';
create index sale_dispute_of_guide on sale_dispute (guide_id, opened_at);

-- What is worth a look and holds nothing.
create table sale_flag (
    flag_id  uuid        primary key,
    kind     text        not null check (kind in ('VELOCITY', 'SAME_BUYER')),
    guide_id uuid        not null references guide (guide_id),
    -- What it is about, such as an hour or a buyer: told once.
    subject  text        not null,
    orders   int         not null,
    at       timestamptz not null,
    constraint flag_once unique (kind, guide_id, subject)
);
create index sale_flag_newest on sale_flag (at desc, flag_id);

create table guide_hour (
    guide_id uuid        not null references guide (guide_id),
    hour     timestamptz not null,
    orders   int         not null,
    primary key (guide_id, hour)
);

-- Whether there were too many orders of its guide when it came; then it is held when it is paid.
alter table sale_order add column too_fast boolean not null default false;

-- A line that is given to another guide has commissions of both: only one of a depth has anything left.
alter table commission drop constraint commission_once;
create unique index commission_once on commission (merchant_id, order_id, line_id, depth) where left_minor > 0;
create index commission_of_line on commission (merchant_id, order_id, line_id);
-- How often it became payable: more than once where it was held in between.
alter table commission add column matured_times int not null default 0;
create index sale_line_unclaimed on sale_line (merchant_id, order_id) where attribution = 'UNATTRIBUTED';
