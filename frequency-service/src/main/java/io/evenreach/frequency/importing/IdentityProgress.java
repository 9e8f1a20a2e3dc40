package io.evenreach.frequency.importing;

import io.evenreach.identifiers.IdentifierKey;

/** Whether this service has heard from identity of an identifier. */
interface IdentityProgress {

    boolean knows(IdentifierKey key);
}
