/** Follows brand holds, so that the next ask of a held person is denied on every channel. Plain: the ledger decides. */
@NullMarked
package io.evenreach.frequency.holds;

import org.jspecify.annotations.NullMarked;
