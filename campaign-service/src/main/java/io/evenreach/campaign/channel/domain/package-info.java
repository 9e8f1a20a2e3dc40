/** What a channel is, free of frameworks. */
@NullMarked
package io.evenreach.campaign.channel.domain;

import org.jspecify.annotations.NullMarked;
