/** The whole service under test on real servers, and what other services would tell it. */
@NullMarked
package io.evenreach.frequency.running;

import org.jspecify.annotations.NullMarked;
