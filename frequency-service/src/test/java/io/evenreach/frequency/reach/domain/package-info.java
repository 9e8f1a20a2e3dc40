/** Tests of counting. */
@NullMarked
package io.evenreach.frequency.reach.domain;

import org.jspecify.annotations.NullMarked;
