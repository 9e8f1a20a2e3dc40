package io.evenreach.frequency.importing;

import io.evenreach.identifiers.IdentifierKey;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whether the ledger has heard from identity of an identifier. */
@Component
class IdentityProgress {

    private final JdbcClient jdbc;

    IdentityProgress(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean knows(IdentifierKey key) {
        return jdbc.sql("select exists(select 1 from owner where key = :key)")
                .param("key", key.bytes())
                .query(Boolean.class)
                .single();
    }
}
