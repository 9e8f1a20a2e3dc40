/** The frequency service as a whole, on real servers. */
@NullMarked
package io.evenreach.frequency;

import org.jspecify.annotations.NullMarked;
