/** What was measured, where, and how far it is from what we want. */
@NullMarked
package io.evenreach.benchmarks.report;

import org.jspecify.annotations.NullMarked;
