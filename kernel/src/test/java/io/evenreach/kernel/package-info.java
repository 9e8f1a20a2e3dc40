@NullMarked
package io.evenreach.kernel;

import org.jspecify.annotations.NullMarked;
