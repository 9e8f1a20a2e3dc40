/** Ceilings and quiet hours as rows. */
@NullMarked
package io.evenreach.campaign.governance.persistence;

import org.jspecify.annotations.NullMarked;
