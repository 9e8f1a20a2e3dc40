/** How long exposures take. */
@NullMarked
package io.evenreach.frequency.exposure.domain;

import org.jspecify.annotations.NullMarked;
