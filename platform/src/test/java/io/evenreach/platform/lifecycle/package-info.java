@NullMarked
package io.evenreach.platform.lifecycle;

import org.jspecify.annotations.NullMarked;
