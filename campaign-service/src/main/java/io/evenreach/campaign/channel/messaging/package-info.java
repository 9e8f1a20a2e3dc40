/** Tells the channels feed about every change, in its transaction. */
@NullMarked
package io.evenreach.campaign.channel.messaging;

import org.jspecify.annotations.NullMarked;
