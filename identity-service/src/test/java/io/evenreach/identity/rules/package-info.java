/** Proofs of the rules. */
@NullMarked
package io.evenreach.identity.rules;

import org.jspecify.annotations.NullMarked;
