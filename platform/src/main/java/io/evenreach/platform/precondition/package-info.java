/** Entity tags: whether what a caller wants to change is still what the caller has seen. */
@NullMarked
package io.evenreach.platform.precondition;

import org.jspecify.annotations.NullMarked;
