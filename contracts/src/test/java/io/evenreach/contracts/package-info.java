@NullMarked
package io.evenreach.contracts;

import org.jspecify.annotations.NullMarked;
