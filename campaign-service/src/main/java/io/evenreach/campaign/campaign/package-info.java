/** Campaigns: a plan of touches per channel, its audience and its life cycle. */
@NullMarked
package io.evenreach.campaign.campaign;

import org.jspecify.annotations.NullMarked;
