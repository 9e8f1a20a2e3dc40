/** The orders that guide commerce tells of. */
@NullMarked
package io.evenreach.campaign.maturity.messaging;

import org.jspecify.annotations.NullMarked;
