/** Benchmarks of the pure core, which sit in its package because it opens to nobody else. */
@NullMarked
package io.evenreach.frequency.ledger.domain;

import org.jspecify.annotations.NullMarked;
