/** Proofs of the packed columns. */
@NullMarked
package io.evenreach.identity.stitching.persistence;

import org.jspecify.annotations.NullMarked;
