/** Follows the channel, campaign and governance feeds. */
@NullMarked
package io.evenreach.frequency.policy.messaging;

import org.jspecify.annotations.NullMarked;
