@NullMarked
package io.evenreach.platform.scheduling;

import org.jspecify.annotations.NullMarked;
