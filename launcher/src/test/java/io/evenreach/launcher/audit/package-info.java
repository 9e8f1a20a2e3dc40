/** The audit's pure parts: plans, ids, columns, times, and the four forms of its report. */
@NullMarked
package io.evenreach.launcher.audit;

import org.jspecify.annotations.NullMarked;
