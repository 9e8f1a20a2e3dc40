@NullMarked
package io.evenreach.frequency.exposure;

import org.jspecify.annotations.NullMarked;
