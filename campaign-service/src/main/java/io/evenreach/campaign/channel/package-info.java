/** Channels: the ways to reach people, as other features may see them. */
@NullMarked
package io.evenreach.campaign.channel;

import org.jspecify.annotations.NullMarked;
