/** The choice among the owners of several identifiers. */
@NullMarked
package io.evenreach.identity.resolving.domain;

import org.jspecify.annotations.NullMarked;
