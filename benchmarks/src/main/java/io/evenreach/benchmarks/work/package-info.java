/** The asks that every contestant is given, and the recount of what it answered. */
@NullMarked
package io.evenreach.benchmarks.work;

import org.jspecify.annotations.NullMarked;
