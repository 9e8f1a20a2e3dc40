package io.evenreach.frequency.ledger.domain;

import java.util.Set;
import java.util.UUID;

/** A name that needs a number first. Numbers are not given inside a ledger transaction, so it starts again after. */
public final class MissingNameException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Set<String> names;
    private final transient Set<UUID> ids;

    public MissingNameException(String name) {
        super("no number was given to " + name);
        this.names = Set.of(name);
        this.ids = Set.of();
    }

    public MissingNameException(UUID id) {
        super("no number was given to " + id);
        this.names = Set.of();
        this.ids = Set.of(id);
    }

    public Set<String> names() {
        return names;
    }

    public Set<UUID> ids() {
        return ids;
    }
}
