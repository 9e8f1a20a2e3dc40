/** Decisions on the wire. */
@NullMarked
package io.evenreach.frequency.decision.web;

import org.jspecify.annotations.NullMarked;
