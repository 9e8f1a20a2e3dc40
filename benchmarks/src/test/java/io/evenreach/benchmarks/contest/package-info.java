/** Tests of the harness. */
@NullMarked
package io.evenreach.benchmarks.contest;

import org.jspecify.annotations.NullMarked;
