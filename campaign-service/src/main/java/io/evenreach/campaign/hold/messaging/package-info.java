/** The holds feed: each hold as it is now. */
@NullMarked
package io.evenreach.campaign.hold.messaging;

import org.jspecify.annotations.NullMarked;
