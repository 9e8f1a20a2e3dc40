/** Messages that were taken and the newest traits, as rows. */
@NullMarked
package io.evenreach.campaign.behaviour.persistence;

import org.jspecify.annotations.NullMarked;
