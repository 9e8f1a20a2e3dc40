@NullMarked
package io.evenreach.platform;

import org.jspecify.annotations.NullMarked;
