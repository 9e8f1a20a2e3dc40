/** Tests of replays. */
@NullMarked
package io.evenreach.frequency.simulation;

import org.jspecify.annotations.NullMarked;
