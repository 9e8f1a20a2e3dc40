/** Complaints, holds and this service's copy of who owns which identifier key, as rows. */
@NullMarked
package io.evenreach.campaign.hold.persistence;

import org.jspecify.annotations.NullMarked;
