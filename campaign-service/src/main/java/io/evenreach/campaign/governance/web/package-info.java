/** The HTTP edge of ceilings, quiet hours and ask limits. */
@NullMarked
package io.evenreach.campaign.governance.web;

import org.jspecify.annotations.NullMarked;
