/** Exposures on the wire. */
@NullMarked
package io.evenreach.frequency.exposure.web;

import org.jspecify.annotations.NullMarked;
