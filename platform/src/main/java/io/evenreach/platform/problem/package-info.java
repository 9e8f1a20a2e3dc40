/** Errors as RFC 9457 problems with a closed catalogue of codes, pointing at the field that is wrong. */
@NullMarked
package io.evenreach.platform.problem;

import org.jspecify.annotations.NullMarked;
