/** Records, runs and the review queue over HTTP. */
@NullMarked
package io.evenreach.identity.linkage.web;

import org.jspecify.annotations.NullMarked;
