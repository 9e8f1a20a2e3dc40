/** The ledger and its rivals, driven in the same way in one process. */
@NullMarked
package io.evenreach.benchmarks.contest;

import org.jspecify.annotations.NullMarked;
