@NullMarked
package io.evenreach.frequency.publication;

import org.jspecify.annotations.NullMarked;
