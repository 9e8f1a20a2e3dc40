/** Resolving over HTTP. */
@NullMarked
package io.evenreach.identity.resolving.web;

import org.jspecify.annotations.NullMarked;
