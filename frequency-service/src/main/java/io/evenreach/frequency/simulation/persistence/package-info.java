/** Simulations and their results in PostgreSQL. */
@NullMarked
package io.evenreach.frequency.simulation.persistence;

import org.jspecify.annotations.NullMarked;
