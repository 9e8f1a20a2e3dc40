/** By which rules of identity the identifiers of asks, exposures and imports are read. */
@NullMarked
package io.evenreach.frequency.rules;

import org.jspecify.annotations.NullMarked;
