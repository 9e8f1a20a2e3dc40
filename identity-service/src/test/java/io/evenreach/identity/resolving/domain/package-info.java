/** Proofs of the choice among owners. */
@NullMarked
package io.evenreach.identity.resolving.domain;

import org.jspecify.annotations.NullMarked;
