/** What decisions should come to, counted anew without any code of the service. */
@NullMarked
package io.evenreach.frequency.recount;

import org.jspecify.annotations.NullMarked;
