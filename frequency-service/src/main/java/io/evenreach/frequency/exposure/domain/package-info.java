/** When an exposure comes too late to count. */
@NullMarked
package io.evenreach.frequency.exposure.domain;

import org.jspecify.annotations.NullMarked;
