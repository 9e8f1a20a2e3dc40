/** Who was reached how often: reports, heavy and leakage, built from the ledger's journal and never from its rows. */
@NullMarked
package io.evenreach.frequency.reach;

import org.jspecify.annotations.NullMarked;
