/** Proofs of how batches are taken in. */
@NullMarked
package io.evenreach.identity.stitching;

import org.jspecify.annotations.NullMarked;
