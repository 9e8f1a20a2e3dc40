/** Channels as rows, and their publication in the same transaction. */
@NullMarked
package io.evenreach.campaign.channel.persistence;

import org.jspecify.annotations.NullMarked;
