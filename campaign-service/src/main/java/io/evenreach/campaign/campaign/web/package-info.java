/** The HTTP edge of campaigns. */
@NullMarked
package io.evenreach.campaign.campaign.web;

import org.jspecify.annotations.NullMarked;
