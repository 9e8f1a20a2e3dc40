/** Identifiers (type, scope, value): normalised, judged, and turned into keyed hashes; the clear value goes no further. */
@NullMarked
package io.evenreach.identifiers;

import org.jspecify.annotations.NullMarked;
