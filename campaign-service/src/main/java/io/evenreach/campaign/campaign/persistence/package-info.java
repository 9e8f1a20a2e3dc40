/** Campaigns, their lists and their versions as rows. */
@NullMarked
package io.evenreach.campaign.campaign.persistence;

import org.jspecify.annotations.NullMarked;
