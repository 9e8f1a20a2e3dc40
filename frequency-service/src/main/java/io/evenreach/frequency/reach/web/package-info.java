/** The wire forms and endpoints of reports. */
@NullMarked
package io.evenreach.frequency.reach.web;

import org.jspecify.annotations.NullMarked;
