/** Decides, atomically and per person, whether one more touch on a channel is within plan; counts what was shown. */
@NullMarked
package io.evenreach.frequency;

import org.jspecify.annotations.NullMarked;
