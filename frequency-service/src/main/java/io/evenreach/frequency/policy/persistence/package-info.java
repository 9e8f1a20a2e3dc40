/** Channels and campaigns as rows, and as one snapshot in memory. */
@NullMarked
package io.evenreach.frequency.policy.persistence;

import org.jspecify.annotations.NullMarked;
