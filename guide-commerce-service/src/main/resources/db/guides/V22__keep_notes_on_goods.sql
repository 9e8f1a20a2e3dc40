-- What a guide says of a product, in one language. The approved text stays public while a newer one waits.
create table guide_note (
    note_id       uuid        primary key,
    guide_id      uuid        not null references guide (guide_id),
    product_id    text        not null references product (product_id),
    language      text        not null check (language in ('zh', 'en')),
    -- Raised with every text, so that nobody approves another text than the one they read.
    version       bigint      not null,
    text          text        not null,
    review        text        not null check (review in ('PENDING', 'APPROVED', 'REJECTED')),
    reason        text,
    reviewed_by   text,
    written_at    timestamptz not null,
    approved_text text,
    approved_at   timestamptz,
    constraint guide_note_once unique (guide_id, product_id, language),
    constraint approved_is_public check (review <> 'APPROVED' or approved_text = text)
);
create index guide_note_queue on guide_note (written_at, note_id) where review = 'PENDING';
