/** Follows who owns which identifier, and lets touches go where identifiers go. Plain: the ledger moves them. */
@NullMarked
package io.evenreach.frequency.identity;

import org.jspecify.annotations.NullMarked;
