/** Proofs of the feed. */
@NullMarked
package io.evenreach.identity.changes;

import org.jspecify.annotations.NullMarked;
