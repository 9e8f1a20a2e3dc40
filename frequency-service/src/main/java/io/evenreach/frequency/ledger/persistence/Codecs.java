package io.evenreach.frequency.ledger.persistence;

import io.evenreach.frequency.ledger.domain.GrantNoteCodec;
import io.evenreach.frequency.ledger.domain.HistoryCodec;
import io.evenreach.frequency.ledger.domain.JournalCodec;
import io.evenreach.frequency.ledger.domain.Names;

/** The stored forms, over one table of names. */
record Codecs(HistoryCodec histories, JournalCodec journals, GrantNoteCodec notes) {

    static Codecs over(Names names) {
        return new Codecs(new HistoryCodec(names), new JournalCodec(names), new GrantNoteCodec(names));
    }
}
