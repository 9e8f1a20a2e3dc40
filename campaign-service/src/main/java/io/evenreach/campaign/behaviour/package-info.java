/** What customers do and are, from whatever domain; so far the time zone they live in, which quiet hours go by. */
@NullMarked
package io.evenreach.campaign.behaviour;

import org.jspecify.annotations.NullMarked;
