/** How long exposures take, as rows. */
@NullMarked
package io.evenreach.frequency.exposure.persistence;

import org.jspecify.annotations.NullMarked;
