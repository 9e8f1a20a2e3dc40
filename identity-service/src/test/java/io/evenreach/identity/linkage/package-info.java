/** Proofs of what runs leave out. */
@NullMarked
package io.evenreach.identity.linkage;

import org.jspecify.annotations.NullMarked;
