/** Campaigns and their versions as rows, and their publication in the same transaction. */
@NullMarked
package io.evenreach.campaign.campaign.persistence;

import org.jspecify.annotations.NullMarked;
