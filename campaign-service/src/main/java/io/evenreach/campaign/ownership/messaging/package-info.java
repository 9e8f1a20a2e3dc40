/** The identity feed. */
@NullMarked
package io.evenreach.campaign.ownership.messaging;

import org.jspecify.annotations.NullMarked;
