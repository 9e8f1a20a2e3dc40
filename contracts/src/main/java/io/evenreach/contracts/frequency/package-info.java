/** What frequency says: exposures on their way to the ledger. */
@NullMarked
package io.evenreach.contracts.frequency;

import org.jspecify.annotations.NullMarked;
