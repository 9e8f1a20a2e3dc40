/** A running platform, measured from outside. */
@NullMarked
package io.evenreach.benchmarks.http;

import org.jspecify.annotations.NullMarked;
