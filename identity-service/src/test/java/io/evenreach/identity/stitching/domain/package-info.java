/** Proofs of the fold: scenarios, a brute-force oracle, and random histories in random order. */
@NullMarked
package io.evenreach.identity.stitching.domain;

import org.jspecify.annotations.NullMarked;
