/** The HTTP edge of channels. */
@NullMarked
package io.evenreach.campaign.channel.web;

import org.jspecify.annotations.NullMarked;
