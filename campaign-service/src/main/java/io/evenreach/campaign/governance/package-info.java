/** Ceilings, quiet hours and ask limits: what holds whatever the campaign. */
@NullMarked
package io.evenreach.campaign.governance;

import org.jspecify.annotations.NullMarked;
