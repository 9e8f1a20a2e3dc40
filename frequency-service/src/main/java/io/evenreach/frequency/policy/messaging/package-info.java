/** Follows the channel and campaign feeds. */
@NullMarked
package io.evenreach.frequency.policy.messaging;

import org.jspecify.annotations.NullMarked;
