/** Ceilings, quiet hours and ask limits as rows. */
@NullMarked
package io.evenreach.campaign.governance.persistence;

import org.jspecify.annotations.NullMarked;
