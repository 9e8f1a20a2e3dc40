/** Reading the feed again from a known place. */
@NullMarked
package io.evenreach.identity.changes.web;

import org.jspecify.annotations.NullMarked;
