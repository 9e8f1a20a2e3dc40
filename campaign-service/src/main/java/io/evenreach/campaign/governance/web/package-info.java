/** The HTTP edge of ceilings and quiet hours. */
@NullMarked
package io.evenreach.campaign.governance.web;

import org.jspecify.annotations.NullMarked;
