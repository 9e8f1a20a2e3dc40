/** Ceilings and quiet hours: what holds for all campaigns together. */
@NullMarked
package io.evenreach.campaign.governance;

import org.jspecify.annotations.NullMarked;
