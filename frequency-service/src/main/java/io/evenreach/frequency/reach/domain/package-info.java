/** How reach is counted: tiles of a flight, counts per customer, and the figures that follow from them. */
@NullMarked
package io.evenreach.frequency.reach.domain;

import org.jspecify.annotations.NullMarked;
