/** Tests of reports on real servers. */
@NullMarked
package io.evenreach.frequency.reach;

import org.jspecify.annotations.NullMarked;
