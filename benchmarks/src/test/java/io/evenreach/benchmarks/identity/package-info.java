/** Tests of the measurements of identity. */
@NullMarked
package io.evenreach.benchmarks.identity;

import org.jspecify.annotations.NullMarked;
