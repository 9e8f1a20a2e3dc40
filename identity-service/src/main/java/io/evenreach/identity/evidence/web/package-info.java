/** Observations over HTTP. */
@NullMarked
package io.evenreach.identity.evidence.web;

import org.jspecify.annotations.NullMarked;
