/** The front door of the touch ledger: commands in, verdicts and a journal out. */
@NullMarked
package io.evenreach.frequency.ledger;

import org.jspecify.annotations.NullMarked;
