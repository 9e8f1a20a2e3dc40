/** What frequency says: exposures on their way to the ledger, touches beyond plan, and how campaigns ended. */
@NullMarked
package io.evenreach.contracts.frequency;

import org.jspecify.annotations.NullMarked;
