/** What would have been: stored exposures replayed as asks against another plan, touching no count. */
@NullMarked
package io.evenreach.frequency.simulation;

import org.jspecify.annotations.NullMarked;
