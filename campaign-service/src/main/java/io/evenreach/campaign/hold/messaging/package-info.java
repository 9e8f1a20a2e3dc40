/** Follows identity changes, so that a hold covers every identifier of the held person. */
@NullMarked
package io.evenreach.campaign.hold.messaging;

import org.jspecify.annotations.NullMarked;
