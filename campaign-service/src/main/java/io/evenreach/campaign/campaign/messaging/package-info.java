/** Tells the campaigns and audiences feeds about every change, in its transaction. */
@NullMarked
package io.evenreach.campaign.campaign.messaging;

import org.jspecify.annotations.NullMarked;
