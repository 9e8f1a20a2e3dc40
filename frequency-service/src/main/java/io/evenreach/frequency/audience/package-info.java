/** Follows the lists of profiles that campaigns are meant for. Plain: the ledger decides. */
@NullMarked
package io.evenreach.frequency.audience;

import org.jspecify.annotations.NullMarked;
