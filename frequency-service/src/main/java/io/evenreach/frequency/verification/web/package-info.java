/** Verifications on the wire. */
@NullMarked
package io.evenreach.frequency.verification.web;

import org.jspecify.annotations.NullMarked;
