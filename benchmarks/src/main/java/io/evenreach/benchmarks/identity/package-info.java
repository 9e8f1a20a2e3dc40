/** Measures who is who: observing, resolving and folding anew, on the embedded PostgreSQL. */
@NullMarked
package io.evenreach.benchmarks.identity;

import org.jspecify.annotations.NullMarked;
