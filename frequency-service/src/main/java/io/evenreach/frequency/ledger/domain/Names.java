package io.evenreach.frequency.ledger.domain;

import java.util.UUID;

/**
 * Small numbers for the names that recur in every history (campaigns, channels, reporters, imports), so that a touch
 * costs bytes and not lines. A number, once given, stands for its name for ever.
 */
public interface Names {

    /** The number of a name, given now if it had none; at least 1. */
    int numberOf(String name);

    /** @throws IllegalStateException where the number was never given */
    String nameOf(int number);

    int numberOf(UUID id);

    UUID idOf(int number);
}
