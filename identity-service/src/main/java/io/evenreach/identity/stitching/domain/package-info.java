/** Stitching without I/O: a fold of evidence in event order, and a short cut that ends in the same place. */
@NullMarked
package io.evenreach.identity.stitching.domain;

import org.jspecify.annotations.NullMarked;
