/** Tests of what a decision request means. */
@NullMarked
package io.evenreach.frequency.decision;

import org.jspecify.annotations.NullMarked;
