/** Channels as rows. */
@NullMarked
package io.evenreach.campaign.channel.persistence;

import org.jspecify.annotations.NullMarked;
