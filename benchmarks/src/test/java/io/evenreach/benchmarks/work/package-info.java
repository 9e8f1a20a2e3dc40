/** Tests of the harness. */
@NullMarked
package io.evenreach.benchmarks.work;

import org.jspecify.annotations.NullMarked;
