/** The wire forms and endpoints of simulations. */
@NullMarked
package io.evenreach.frequency.simulation.web;

import org.jspecify.annotations.NullMarked;
