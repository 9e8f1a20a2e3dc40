/** Measures the commission ledger: posting sales, sealing, and paying out, on the embedded PostgreSQL. */
@NullMarked
package io.evenreach.benchmarks.guides;

import org.jspecify.annotations.NullMarked;
