/** The HTTP edge of complaints and holds. */
@NullMarked
package io.evenreach.campaign.hold.web;

import org.jspecify.annotations.NullMarked;
