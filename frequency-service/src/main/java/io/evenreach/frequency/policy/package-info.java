/** Channels, campaigns, ceilings, quiet hours and ask limits as the decisions follow them: this service's own copy, fed by the campaign feeds. */
@NullMarked
package io.evenreach.frequency.policy;

import org.jspecify.annotations.NullMarked;
