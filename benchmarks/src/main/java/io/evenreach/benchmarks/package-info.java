/** Measures the touch ledger beside what people would write instead, and prints the ratios. */
@NullMarked
package io.evenreach.benchmarks;

import org.jspecify.annotations.NullMarked;
